"""Which exception is raised, by whom, and clauses that raise."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import decreases, ensures, invariant, raises


@raises(ValueError, lambda x: x < 0)
@raises(TypeError, lambda x: x < 5)
def raises_overlap_g(x: int) -> int:
    if x < 5:
        raise TypeError
    return x


# wrong: raises_overlap(-1)
@raises(ValueError, lambda x: x < 0)
@raises(TypeError, lambda x: 0 <= x < 5)
def raises_overlap(x: int) -> int:
    return raises_overlap_g(x)


# wrong: raise_unicode()
@raises(UnicodeDecodeError)
def raise_unicode() -> int:
    raise UnicodeDecodeError


# wrong: exc_in_comp([0])
@raises(ZeroDivisionError, lambda xs: len(xs) > 0 and xs[0] == 0)
@ensures(lambda xs, result: len(result) == len(xs))
def exc_in_comp(xs: list[int]) -> list[int]:
    return [1 // x for x in xs]


# wrong: exc_pop_order([], [])
@raises(IndexError, lambda xs, ys: len(xs) == 0)
def exc_pop_order(xs: list[int], ys: list[int]) -> int:
    return xs.pop() + ys.pop()


@raises(ValueError, lambda x: x < 0)
def exc_partial_effect_g(xs: list[int], x: int) -> None:
    xs.append(x)
    if x < 0:
        raise ValueError


# wrong: exc_partial_effect([], 0)
@raises(ValueError, lambda x: x <= 0)
@ensures(lambda xs, old: len(xs) == len(old.xs))
def exc_partial_effect(xs: list[int], x: int) -> None:
    exc_partial_effect_g(xs, x)


@raises(LookupError, lambda xs: len(xs) == 0)
def callee_superclass_g(xs: list[int]) -> int:
    return xs[0]


# wrong: callee_superclass([])
@raises(IndexError, lambda xs: len(xs) > 3)
@raises(LookupError, lambda xs: len(xs) == 1)
def callee_superclass(xs: list[int]) -> int:
    return callee_superclass_g(xs)


@raises(ValueError)
def callee_any_raise_g(x: int) -> int:
    if x > 2:
        raise ValueError
    return x


# wrong: callee_any_raise(3)
@raises(ValueError, lambda x: x < 0)
def callee_any_raise(x: int) -> int:
    return callee_any_raise_g(x)


# wrong: assert_stmt(0)
@ensures(lambda result: True)
def assert_stmt(x: int) -> int:
    y = x
    assert y != 0
    return y


# wrong: clause_raise([])
@ensures(lambda xs, result: xs[0] == result or True)
def clause_raise(xs: list[int]) -> int:
    return 0


# wrong: clause_raise_or([])
@ensures(lambda xs, result: len(xs) > 0 or xs[0] == result)
def clause_raise_or(xs: list[int]) -> int:
    return 0


# wrong: inv_raise([])
@ensures(lambda xs, result: True)
def inv_raise(xs: list[int]) -> int:
    i = 0
    while i < 3:
        invariant(xs[0] == xs[0])
        i += 1
    return 0


# wrong: raises_cond_faulty([])
@raises(ValueError, lambda xs: xs[0] < 0)
@ensures(lambda xs, result: True)
def raises_cond_faulty(xs: list[int]) -> int:
    return 0 if len(xs) == 0 or xs[0] >= 0 else raises_cond_faulty_bad()


@raises(ValueError)
def raises_cond_faulty_bad() -> int:
    raise ValueError


# wrong: raises_any_then_cond([])
@raises(IndexError)
@raises(ValueError, lambda xs: xs[0] < 0)
def raises_any_then_cond(xs: list[int]) -> int:
    return xs[0]


# wrong: measure_raise([])
@raises(IndexError, lambda xs: len(xs) == 0)
@decreases(lambda xs: xs[0])
@ensures(lambda result: result == 0)
def measure_raise(xs: list[int]) -> int:
    return 0


@raises(ZeroDivisionError, lambda z: z == 0)
@raises(ValueError, lambda z: z < 0)
def swapped_declarations_g(z: int) -> int:
    if z < 0:
        raise ValueError
    return 1 // z


# wrong: swapped_declarations(0)
@raises(ValueError, lambda z: z == 0)
@raises(ZeroDivisionError, lambda z: z < 0)
def swapped_declarations(z: int) -> int:
    return swapped_declarations_g(z)


def posonly_g(x: int, /) -> int:
    return x


# wrong: posonly(1)
@ensures(lambda x, result: result == x)
def posonly(x: int) -> int:
    return posonly_g(x=x)


def kwonly_g(*, x: int) -> int:
    return x


# wrong: kwonly(1)
@ensures(lambda x, result: result == x)
def kwonly(x: int) -> int:
    return kwonly_g(x)


def defaults(x: int, y: int = 3, *, z: int = 4) -> int:
    return x + 10 * y + 100 * z


# wrong: defaults_g()
@ensures(lambda result: result == 1 + 10 * 4 + 100 * 3)
def defaults_g() -> int:
    return defaults(1, z=4, y=3)


# The number of the error chooses the class: FileNotFoundError.
# wrong: numbered(1)
@ensures(lambda result: result == 1)
def numbered(n: int) -> int:
    try:
        raise OSError(2, "no such file")
    except FileNotFoundError:
        return 2
    except OSError:
        return 1


# wrong: group_of_none(1)
@raises(ExceptionGroup)
def group_of_none(n: int) -> int:
    raise ExceptionGroup("none", [])


class Missing(OSError):
    pass


# right: own_classes_stay(1)
@ensures(lambda result: result == 1)
def own_classes_stay(n: int) -> int:
    try:
        raise Missing(2, "no such file")
    except FileNotFoundError:
        return 2
    except OSError:
        return 1
