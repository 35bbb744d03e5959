"""Expected: every function is proved. Exceptions that are declared, exactly when they are raised."""

from toolkit import ensures, invariant, raises, requires


@raises(ZeroDivisionError, lambda b: b == 0)
@ensures(lambda a, b, result: result == a // b)
def quotient(a: int, b: int) -> int:
    return a // b


@raises(IndexError, lambda xs, i: i < -len(xs) or i >= len(xs))
@ensures(lambda xs, i, result: result == xs[i])
def item(xs: list[int], i: int) -> int:
    return xs[i]


@requires(lambda balance: balance >= 0)
@raises(ValueError, lambda amount: amount <= 0)
@raises(RuntimeError, lambda balance, amount: amount > balance)
@ensures(lambda balance, amount, result: 0 <= result < balance)
def withdraw(balance: int, amount: int) -> int:
    if amount <= 0:
        raise ValueError("amount must be positive")
    if amount > balance:
        raise RuntimeError("not enough money")
    return balance - amount


@raises(ValueError, lambda xs, x: x not in xs)
@ensures(lambda xs, x, result: 0 <= result < len(xs) and xs[result] == x)
def find(xs: list[int], x: int) -> int:
    for i in range(len(xs)):
        invariant(all(xs[j] != x for j in range(i)))
        if xs[i] == x:
            return i
    raise ValueError("not found")


@raises(IndexError, lambda xs: len(xs) < 2)
@ensures(lambda xs, old: len(old.xs) >= 2 and len(xs) == len(old.xs) - 1)
@ensures(lambda xs, old: xs[-1] == old.xs[-2] + old.xs[-1])
def add_top_two(xs: list[int]) -> None:
    if len(xs) < 2:
        raise IndexError("two numbers are needed")
    top = xs.pop()
    xs[-1] += top
