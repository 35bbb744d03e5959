"""Functions that may refuse."""


def withdraw(balance: int, amount: int) -> int:
    if amount <= 0:
        raise ValueError("nothing to withdraw")
    if amount > balance:
        raise ValueError("not enough money")
    return balance - amount


def item(xs: list[int], i: int) -> int:
    if i < 0 or i >= len(xs):
        raise IndexError(i)
    return xs[i]


def percent(part: int, whole: int) -> int:
    if whole == 0:
        raise ZeroDivisionError
    return 100 * part // whole


def lookup(ages: dict[str, int], name: str) -> int:
    return ages[name]


def average(xs: list[int]) -> int:
    if len(xs) == 0:
        raise ValueError("no items")
    return sum(xs) // len(xs)


def factorial(n: int) -> int:
    if n == 0:
        return 1
    return n * factorial(n - 1)
