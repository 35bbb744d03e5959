"""Expected: every function is refuted. Contracts in the words of the package `deal`."""

import deal


@deal.pre(lambda seconds: seconds >= 0)
@deal.ensure(lambda seconds, result: result * 60 >= seconds)
@deal.post(lambda result: result >= 0)
def whole_minutes(seconds: int) -> int:
    # Bug: rounds down.
    return seconds // 60


@deal.raises(ValueError)
@deal.ensure(lambda xs, result: all(result >= x for x in xs))
def peak(xs: list[int]) -> int:
    # Bug: max of an empty list raises what is declared, but a list of one is refused with another exception.
    if len(xs) == 1:
        raise IndexError("one number is no peak")
    return max(xs)
