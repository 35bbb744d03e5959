"""Expected: every function is proved. Contracts in the words of the package `deal`."""

import deal


@deal.pre(lambda seconds: seconds >= 0)
@deal.ensure(lambda seconds, result: result * 60 >= seconds)
@deal.post(lambda result: result >= 0)
def whole_minutes(seconds: int) -> int:
    return (seconds + 59) // 60


@deal.raises(ValueError)
@deal.ensure(lambda xs, result: all(result >= x for x in xs))
def peak(xs: list[int]) -> int:
    if len(xs) == 0:
        raise ValueError("no peak in an empty list")
    return max(xs)
