"""What a person would have written."""

from toolkit import ensures, raises, requires


@raises(ValueError, lambda balance, amount: amount <= 0 or amount > balance)
@ensures(lambda balance, amount, result: result == balance - amount)
@ensures(lambda result: result >= 0)
def withdraw(balance: int, amount: int) -> int: ...


@raises(IndexError, lambda xs, i: not 0 <= i < len(xs))
@ensures(lambda xs, i, result: result == xs[i])
def item(xs: list[int], i: int) -> int: ...


@raises(ZeroDivisionError, lambda whole: whole == 0)
@ensures(lambda part, whole, result: result == part * 100 // whole)
def percent(part: int, whole: int) -> int: ...


@requires(lambda ages, name: name in ages)
@ensures(lambda ages, name, result: result == ages[name])
def lookup(ages: dict[str, int], name: str) -> int: ...


@raises(ValueError, lambda xs: len(xs) == 0)
@ensures(lambda xs, result: result * len(xs) <= sum(xs) < (result + 1) * len(xs))
def average(xs: list[int]) -> int: ...


@requires(lambda n: n >= 0)
@ensures(lambda n, result: result >= 1)
@ensures(lambda n, result: result >= n)
def factorial(n: int) -> int: ...
