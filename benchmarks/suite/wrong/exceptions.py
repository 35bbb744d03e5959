"""Expected: every function is refuted. Exceptions: not declared, or not raised when they should be."""

from toolkit import ensures, raises, requires


@ensures(lambda a, b, result: result == a // b)
def quotient(a: int, b: int) -> int:
    # Bug: division by zero is not declared.
    return a // b


@raises(IndexError, lambda xs, i: i < 0 or i >= len(xs))
@ensures(lambda xs, i, result: result == xs[i])
def item(xs: list[int], i: int) -> int:
    # Bug: an index from -len(xs) to -1 raises nothing.
    return xs[i]


@requires(lambda balance: balance >= 0)
@raises(ValueError, lambda balance, amount: amount < 0 or amount > balance)
@ensures(lambda balance, amount, result: 0 <= result <= balance)
def withdraw(balance: int, amount: int) -> int:
    # Bug: refuses the whole balance.
    if amount < 0 or amount >= balance:
        raise ValueError("not possible")
    return balance - amount


@raises(ValueError, lambda xs, x: x not in xs)
@ensures(lambda xs, x, result: 0 <= result < len(xs) and xs[result] == x)
def find(xs: list[int], x: int) -> int:
    # Bug: gives up at the first element that differs.
    for i in range(len(xs)):
        if xs[i] == x:
            return i
        else:
            raise ValueError("not found")
    raise ValueError("not found")


@raises(KeyError, lambda code: code > 9)
@ensures(lambda code, result: result == code)
def checked(code: int) -> int:
    # Bug: another exception than the declared one.
    if code > 9:
        raise ValueError("code is too large")
    return code
