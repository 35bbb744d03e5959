"""Loops and recursions that do not end."""

# ruff: noqa  (traps: the bad style is the point)
from toolkit import decreases, ensures, invariant, partial, requires


def group_key_spin(n: int) -> int:
    i = 0
    while i < n:
        i -= 0
    return i


# wrong
@ensures(lambda n, result: result >= n)
def group_key(n: int) -> int:
    j = 0
    while j < n:
        j += 1
    return group_key_spin(n)


def head_measure_grow(xs: list[int]) -> bool:
    xs.append(1)
    return True


# wrong: head_measure([])
@ensures(lambda result: result == 5)
def head_measure(xs: list[int]) -> int:
    while head_measure_grow(xs):
        decreases(len(xs))
        xs.pop()
    return 5


@ensures(lambda n, result: result > n)
def head_measure2_up(n: int) -> int:
    return n + 1


# wrong: head_measure2(3)
@ensures(lambda result: result == 5)
def head_measure2(n: int) -> int:
    xs = [n]
    while head_measure2_pushed(xs) > 0:
        decreases(len(xs))
        xs.pop()
    return 5


@ensures(lambda xs, old, result: len(xs) == len(old.xs) + 1 and result == 1)
def head_measure2_pushed(xs: list[int]) -> int:
    xs.append(1)
    return 1


# wrong
@ensures(lambda n, result: result >= n)
def continue_measure(n: int) -> int:
    i = 0
    while i < n:
        if i == 1:
            continue
        i += 1
    return i


# wrong: while_true_ret(-1)
@ensures(lambda n, result: result == n)
def while_true_ret(n: int) -> int:
    i = 0
    while True:
        invariant(i <= n or n < 0)
        decreases(n - i)
        if i == n:
            return i
        i += 1


# wrong: measure_nonint(-3)
@decreases(lambda n: n)
@ensures(lambda n, result: result == 0)
def measure_nonint(n: int) -> int:
    return measure_nonint(n - 1) if n != 0 else 0


# wrong: mutual(3)
@decreases(lambda n: n)
@ensures(lambda n, result: result == 5)
def mutual(n: int) -> int:
    return mutual_g(n)


# wrong: mutual_g(3)
@decreases(lambda n: n + 1)
@ensures(lambda n, result: result == 5)
def mutual_g(n: int) -> int:
    return mutual(n)


# wrong: mutual2(3)
@ensures(lambda n, result: result == 5)
def mutual2(n: int) -> int:
    return mutual2_g(n)


def mutual2_g(n: int) -> int:
    return mutual2_h(n)


def mutual2_h(n: int) -> int:
    return mutual2(n)


def helper_rec_g(n: int) -> int:
    return helper_rec_g(n)


# wrong: helper_rec(3)
@ensures(lambda n, result: result == 5)
def helper_rec(n: int) -> int:
    return helper_rec_g(n)


@ensures(lambda n, result: result == n + 1)
@ensures(lambda n, result: result == n)
def helper_rec_clause_g(n: int) -> int:
    return helper_rec_clause_g(n)


# wrong: helper_rec_clause(3)
@ensures(lambda n, result: result == helper_rec_clause_g(n))
def helper_rec_clause(n: int) -> int:
    return 77


@partial
@ensures(lambda n, result: result == n + 1 and result == n)
def helper_partial_clause_g(n: int) -> int:
    while True:
        pass
    return n


# wrong
@ensures(lambda n, result: result == helper_partial_clause_g(n))
def helper_partial_clause(n: int) -> int:
    return 77


@partial
@ensures(lambda n, result: result == n + 1 and result == n)
def helper_partial_comp_g(n: int) -> int:
    while True:
        pass
    return n


# wrong
@ensures(lambda n, result: len(result) == 1 and 1 == 2)
def helper_partial_comp(n: int) -> list[int]:
    return [helper_partial_comp_g(k) for k in range(1)]


def spin_clause_g(n: int) -> int:
    i = 0
    while i < n:
        pass
    return i


# wrong
@ensures(lambda n, result: result == spin_clause_g(n) or True)
def spin_clause(n: int) -> int:
    return 77


def rec_axiom_g(n: int) -> int:
    return 1 + rec_axiom_g(n) if n > 0 else 0


# wrong: rec_axiom(3)
@ensures(lambda n, result: result == rec_axiom_g(n))
def rec_axiom(n: int) -> int:
    return 77


def rec_no_contract_g(n: int) -> int:
    return n + rec_no_contract_g(n - 1) if n > 0 else 0


# right: rec_no_contract(5)
@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == rec_no_contract_g(n))
def rec_no_contract(n: int) -> int:
    t = 0
    for i in range(n):
        invariant(t == rec_no_contract_g(i))
        t += i + 1
    return t


# A measure need not be negative where nothing follows, at run time as in a proof.
# right: below_at_the_end(-1)
@ensures(lambda n, result: result == 0)
@decreases(lambda n: n)
def below_at_the_end(n: int) -> int:
    return 0 if n <= 0 else below_at_the_end(n - 1)


# right: below_at_a_break(-1)
@ensures(lambda n, result: result <= 0)
def below_at_a_break(n: int) -> int:
    while True:
        decreases(n)
        if n <= 0:
            break
        n -= 1
    return n


# wrong: below_in_between(1)
@ensures(lambda n, result: result == 0)
@decreases(lambda n: n)
def below_in_between(n: int) -> int:
    return 0 if n < -2 else below_in_between(n - 1)
