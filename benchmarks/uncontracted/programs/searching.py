"""Looking for something."""


def index_of(xs: list[int], x: int) -> int:
    for i in range(len(xs)):
        if xs[i] == x:
            return i
    return -1


def last_index_of(xs: list[int], x: int) -> int:
    found = -1
    for i in range(len(xs)):
        if xs[i] == x:
            found = i
    return found


def contains(xs: list[int], x: int) -> bool:
    for y in xs:
        if y == x:
            return True
    return False


def first_negative(xs: list[int]) -> int | None:
    for x in xs:
        if x < 0:
            return x
    return None


def position_to_insert(xs: list[int], x: int) -> int:
    i = 0
    while i < len(xs) and xs[i] < x:
        i += 1
    return i


def get_or(xs: list[int], i: int, default: int) -> int:
    if 0 <= i < len(xs):
        return xs[i]
    return default
