"""Names that could be taken for something else on the way to a solver."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import ensures, invariant, raises, requires


# wrong: param_q0(5, [1, 2])
@ensures(lambda q0, xs, result: result == all(xs[i] < q0 or xs[i] > q0 or i == q0 for i in range(len(xs))))
def param_q0(q0: int, xs: list[int]) -> bool:
    return all(i == q0 for i in range(len(xs)))


# wrong: true_param(False)
@ensures(lambda true, result: result == true)
def true_param(true: bool) -> bool:
    return True


# wrong: false_param(True)
@ensures(lambda false, result: result == false)
def false_param(false: bool) -> bool:
    return False


# wrong: variable_t([1], [1], 5, 0)
@requires(lambda n, t: n > 1 and t == 0)
@ensures(lambda result: result <= 1)
def variable_t(xs: list[int], ys: list[int], n: int, t: int) -> int:
    while t < n:
        invariant(t <= n)
        t += 1
    a = 0
    if all(x > 0 for x in xs):
        a = 1
    else:
        a = a - 1
    b = 0
    if all(x > 0 for x in ys):
        b = 1
    else:
        b = a - 1
    for i in range(1):
        invariant(True)
    if a + b > 1:
        return t
    return t


def g(x: int) -> int:
    return x


# wrong: fn_param_shadow(3, 4)
@ensures(lambda g, x, result: result == g)
def fn_param_shadow(g: int, x: int) -> int:
    return x


# wrong: unbound_in_comprehension(0)
@raises(UnboundLocalError, lambda n: n == 0)
@ensures(lambda n, result: result == [1])
def unbound_in_comprehension(n: int) -> list[int]:
    if n != 0:
        k = 1
    return [k for _ in range(1)]


# wrong: caught_in_comprehension(0)
@ensures(lambda n, result: result == 1)
def caught_in_comprehension(n: int) -> int:
    if n != 0:
        k = 1
    try:
        return sum(k for _ in range(1))
    except UnboundLocalError:
        return 1


# right: right_unbound(0)
@raises(NameError, lambda n: n == 0)
@ensures(lambda n, result: result == [1])
def right_unbound(n: int) -> list[int]:
    if n != 0:
        k = 1
    return [k for _ in range(1)]


# Declared, and never used.
# wrong: idle_nonlocal()
@ensures(lambda result: result == 1)
def idle_nonlocal() -> int:
    m = 0

    def outer() -> None:
        def inner() -> None:
            nonlocal m

        inner()

    outer()
    return m
