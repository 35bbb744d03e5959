"""New lists."""


def doubled(xs: list[int]) -> list[int]:
    result: list[int] = []
    for x in xs:
        result.append(2 * x)
    return result


def evens(xs: list[int]) -> list[int]:
    result: list[int] = []
    for x in xs:
        if x % 2 == 0:
            result.append(x)
    return result


def pairwise_sum(xs: list[int], ys: list[int]) -> list[int]:
    result: list[int] = []
    for i in range(len(xs)):
        result.append(xs[i] + ys[i])
    return result


def up_to(n: int) -> list[int]:
    result: list[int] = []
    i = 0
    while i < n:
        result.append(i)
        i += 1
    return result


def reversed_copy(xs: list[int]) -> list[int]:
    result: list[int] = []
    i = len(xs)
    while i > 0:
        i -= 1
        result.append(xs[i])
    return result


def capped(xs: list[int], limit: int) -> list[int]:
    result: list[int] = []
    for x in xs:
        if x > limit:
            result.append(limit)
        else:
            result.append(x)
    return result


def ends(xs: list[int]) -> list[int]:
    return [xs[0], xs[-1]]
