"""What a person would have written."""

from toolkit import ensures, requires


@ensures(lambda xs, result: len(result) == len(xs))
@ensures(lambda xs, result: all(result[k] == 2 * xs[k] for k in range(len(xs))))
def doubled(xs: list[int]) -> list[int]: ...


@ensures(lambda result: all(x % 2 == 0 for x in result))
@ensures(lambda xs, result: all(x in xs for x in result))
@ensures(lambda xs, result: all(x in result for x in xs if x % 2 == 0))
def evens(xs: list[int]) -> list[int]: ...


@requires(lambda xs, ys: len(xs) == len(ys))
@ensures(lambda xs, result: len(result) == len(xs))
@ensures(lambda xs, ys, result: all(result[k] == xs[k] + ys[k] for k in range(len(xs))))
def pairwise_sum(xs: list[int], ys: list[int]) -> list[int]: ...


@requires(lambda n: n >= 0)
@ensures(lambda n, result: len(result) == n)
@ensures(lambda n, result: all(result[k] == k for k in range(n)))
def up_to(n: int) -> list[int]: ...


@ensures(lambda xs, result: len(result) == len(xs))
@ensures(lambda xs, result: all(result[k] == xs[len(xs) - 1 - k] for k in range(len(xs))))
def reversed_copy(xs: list[int]) -> list[int]: ...


@ensures(lambda xs, result: len(result) == len(xs))
@ensures(lambda xs, limit, result: all(result[k] == min(xs[k], limit) for k in range(len(xs))))
def capped(xs: list[int], limit: int) -> list[int]: ...


@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: len(result) == 2 and result[0] == xs[0] and result[1] == xs[len(xs) - 1])
def ends(xs: list[int]) -> list[int]: ...
