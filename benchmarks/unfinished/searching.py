"""Where something stands: linear search, binary search, two pointers."""

from toolkit import ensures, raises, requires


@ensures(lambda xs, x, result: -1 <= result < len(xs))
@ensures(lambda xs, x, result: result < 0 or xs[result] == x)
@ensures(lambda xs, x, result: result >= 0 or x not in xs)
def index_of(xs: list[int], x: int) -> int:
    for i in range(len(xs)):
        if xs[i] == x:
            return i
    return -1


@ensures(lambda xs, x, result: result == -1 or 0 <= result < len(xs) and xs[result] == x)
@ensures(lambda xs, x, result: result != -1 or x not in xs)
def index_with_enumerate(xs: list[int], x: int) -> int:
    for i, y in enumerate(xs):
        if y == x:
            return i
    return -1


@ensures(lambda xs, x, result: 0 <= result <= len(xs))
@ensures(lambda xs, x, result: all(y != x for y in xs[:result]))
def first_from_left(xs: list[int], x: int) -> int:
    i = 0
    while i < len(xs) and xs[i] != x:
        i += 1
    return i


@requires(lambda xs: all(xs[i] <= xs[j] for j in range(len(xs)) for i in range(j)))
@ensures(lambda xs, x, result: 0 <= result <= len(xs))
@ensures(lambda xs, x, result: all(xs[k] < x for k in range(result)))
@ensures(lambda xs, x, result: all(xs[k] >= x for k in range(result, len(xs))))
def bisect_left(xs: list[int], x: int) -> int:
    low, high = 0, len(xs)
    while low < high:
        middle = (low + high) // 2
        if xs[middle] < x:
            low = middle + 1
        else:
            high = middle
    return low


@requires(lambda xs: all(xs[i] <= xs[j] for j in range(len(xs)) for i in range(j)))
@ensures(lambda xs, x, result: result == (x in xs))
def binary_search(xs: list[int], x: int) -> bool:
    low, high = 0, len(xs) - 1
    while low <= high:
        middle = (low + high) // 2
        if xs[middle] == x:
            return True
        if xs[middle] < x:
            low = middle + 1
        else:
            high = middle - 1
    return False


@ensures(lambda text, result: result == all(text[k] == text[len(text) - 1 - k] for k in range(len(text))))
def palindrome(text: str) -> bool:
    i, j = 0, len(text) - 1
    while i < j:
        if text[i] != text[j]:
            return False
        i += 1
        j -= 1
    return True


@raises(ValueError, lambda xs, x: x not in xs)
@ensures(lambda xs, x, result: xs[result] == x)
def find(xs: list[int], x: int) -> int:
    for i in range(len(xs)):
        if xs[i] == x:
            return i
    raise ValueError("not there")


@ensures(lambda xs, result: 0 <= result <= len(xs))
@ensures(lambda xs, result: result == 0 or xs[result - 1] != 0)
def length_without_zeros(xs: list[int]) -> int:
    end = len(xs)
    while end > 0 and xs[end - 1] == 0:
        end -= 1
    return end
