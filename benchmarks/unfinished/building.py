"""A list or a string from another one: copies, transformations, filters, changes in place."""

from toolkit import ensures, requires


@ensures(lambda xs, result: result == xs)
def copied(xs: list[int]) -> list[int]:
    result: list[int] = []
    for x in xs:
        result.append(x)
    return result


@ensures(lambda xs, result: len(result) == len(xs))
@ensures(lambda xs, result: all(result[k] == 2 * xs[k] for k in range(len(xs))))
def doubled(xs: list[int]) -> list[int]:
    result: list[int] = []
    for x in xs:
        result.append(2 * x)
    return result


@ensures(lambda xs, result: len(result) == len(xs))
@ensures(lambda xs, result: all(result[k] == xs[len(xs) - 1 - k] for k in range(len(xs))))
def reversed_copy(xs: list[int]) -> list[int]:
    result: list[int] = []
    i = len(xs)
    while i > 0:
        i -= 1
        result.append(xs[i])
    return result


@ensures(lambda xs, result: all(x > 0 for x in result))
@ensures(lambda xs, result: len(result) <= len(xs))
@ensures(lambda xs, result: all(x in xs for x in result))
def positive(xs: list[int]) -> list[int]:
    result: list[int] = []
    for x in xs:
        if x > 0:
            result.append(x)
    return result


@requires(lambda xs, ys: len(xs) == len(ys))
@ensures(lambda xs, result: len(result) == len(xs))
@ensures(lambda xs, ys, result: all(result[k] == xs[k] + ys[k] for k in range(len(xs))))
def added(xs: list[int], ys: list[int]) -> list[int]:
    result: list[int] = []
    for x, y in zip(xs, ys):
        result.append(x + y)
    return result


@requires(lambda n: n >= 0)
@ensures(lambda n, result: len(result) == n)
@ensures(lambda n, result: all(result[k] == k * k for k in range(n)))
def squares(n: int) -> list[int]:
    result: list[int] = []
    for i in range(n):
        result.append(i * i)
    return result


@ensures(lambda text, result: len(result) == len(text))
@ensures(lambda text, c, result: all(x != c for x in result) or c == "-")
def masked(text: str, c: str) -> str:
    result = ""
    for x in text:
        result += "-" if x == c else x
    return result


@ensures(lambda xs: all(x == 0 for x in xs))
@ensures(lambda xs, old: len(xs) == len(old.xs))
def clear(xs: list[int]) -> None:
    for i in range(len(xs)):
        xs[i] = 0


@ensures(lambda xs, old: len(xs) == len(old.xs))
@ensures(lambda xs, old: all(xs[k] == old.xs[k] + 1 for k in range(len(xs))))
def increment(xs: list[int]) -> None:
    before = xs[:]
    for i in range(len(xs)):
        xs[i] = before[i] + 1


@requires(lambda n: n >= 0)
@ensures(lambda n, result: len(result) == n)
def stars(n: int) -> str:
    text = ""
    while len(text) < n:
        text += "*"
    return text
