"""Contracts at run time: what is checked, when, and what the message says."""

from __future__ import annotations

import asyncio
import functools
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest

from toolkit.contracts import (
    ContractError,
    assume,
    class_invariant,
    decreases,
    ensures,
    invariant,
    partial,
    raises,
    requires,
    track,
    yielded,
)

ROOT = Path(__file__).parent.parent


def broken(call) -> ContractError:
    with pytest.raises(ContractError) as caught:
        call()
    return caught.value


@requires(lambda xs: len(xs) > 0)
@requires(lambda limit: limit >= 0)
@ensures(lambda xs, result, old: result in old.xs and len(xs) == len(old.xs) - 1)
def take(xs, limit=3):
    return xs.pop() if limit != 2 else 99


def test_requires_is_checked_in_source_order_and_shows_values():
    assert take([1]) == 1
    error = broken(lambda: take([], -1))
    assert (error.kind, error.clause, error.outer) == ("requires", "len(xs) > 0", True)
    assert error.values == {"xs": "[]"}
    assert error.line == take.__wrapped__.__code__.co_firstlineno
    assert broken(lambda: take([1], -1)).clause == "limit >= 0"
    assert "xs = []" in str(error) and "take" in str(error) and "len(xs) > 0" in str(error)


def test_old_is_the_entry_value_and_the_name_is_the_exit_value():
    error = broken(lambda: take([5, 6], 2))
    assert error.kind == "ensures"
    assert error.values == {"xs": "[5, 6]", "result": "99", "old.xs": "[5, 6]"}


def test_immutable_parameter_keeps_its_entry_value_in_ensures():
    @ensures(lambda n, result: result == n + 1)
    def bump(n):
        n += 1
        return n

    assert bump(4) == 5


def test_one_wrapper_for_a_stack_and_signature_kept():
    assert not hasattr(take.__wrapped__, "__wrapped__")
    assert [c.names for c in take.__contract__.requires] == [("xs",), ("limit",)]
    assert take.__name__ == "take"


def test_old_is_copied_only_when_it_is_named():
    class Proud(list):
        def __deepcopy__(self, memo):
            raise AssertionError("copied")

    @ensures(lambda xs, result: result == len(xs))
    def size(xs):
        return len(xs)

    @ensures(lambda xs, result, old: result == len(old.xs))
    def size_old(xs):
        return len(xs)

    assert size(Proud([1])) == 1
    error = broken(lambda: size_old(Proud([1])))
    assert error.kind == "clause" and "could not be copied" in error.note


def test_aliases_stay_aliases_in_old():
    @ensures(lambda a, b, old: (a is b) == (old.a is old.b))
    def both(a, b):
        a.append(1)

    shared: list[int] = []
    both(shared, shared)
    both([], [])


@raises(ValueError, lambda x: x < 0)
@raises(KeyError)
def root(x, wrong=""):
    if wrong == "key":
        raise KeyError(x)
    if wrong == "other":
        raise OSError("other")
    if (x < 0) != (wrong == "flip"):
        raise UnicodeError("a subclass of ValueError")
    return x


def test_raises_is_exact():
    assert root(4) == 4
    with pytest.raises(UnicodeError):
        root(-1)
    with pytest.raises(KeyError):
        root(1, "key")
    with pytest.raises(OSError, match="other"):
        root(1, "other")
    silent = broken(lambda: root(-1, "flip"))
    assert (silent.kind, silent.clause) == ("raises", "x < 0")
    assert "returned -1" in silent.note and silent.outcome == "returned -1"
    loud = broken(lambda: root(1, "flip"))
    assert loud.kind == "raises" and isinstance(loud.__cause__, UnicodeError)
    # a may-raise exception does not excuse another one's missed condition's return, but does end the call
    with pytest.raises(KeyError):
        root(-1, "key")


def test_condition_of_raises_is_taken_at_entry():
    @raises(IndexError, lambda xs: not xs)
    def pop_all(xs):
        if not xs:
            raise IndexError
        xs.clear()

    pop_all([1])
    with pytest.raises(IndexError):
        pop_all([])


def test_a_clause_that_raises_is_its_own_fault():
    @ensures(lambda xs, result: xs[result] == 0)
    def find(xs):
        return 7

    error = broken(lambda: find([0]))
    assert (error.kind, error.of, error.clause) == ("clause", "ensures", "xs[result] == 0")
    assert isinstance(error.__cause__, IndexError)


def test_recursive_measure():
    @decreases(lambda n, step: n)
    def down(n, step):
        return 0 if n == 0 else down(n - step, step)

    assert down(10, 1) == 0
    assert "is 10 now" in broken(lambda: down(10, 0)).note
    error = broken(lambda: down(3, 2))
    assert error.kind == "decreases" and "negative" in error.note and not error.outer
    assert down(3, 1) == 0  # the failed call left nothing behind


def test_tuple_measure_is_lexicographic():
    @decreases(lambda m, n: (m, n))
    def ackermann(m, n):
        if m == 0:
            return n + 1
        if n == 0:
            return ackermann(m - 1, 1)
        return ackermann(m - 1, ackermann(m, n - 1))

    assert ackermann(2, 2) == 7


def test_measures_of_threads_do_not_meet():
    go = threading.Barrier(2)
    failures: list[BaseException] = []

    @decreases(lambda n: n)
    def wait(n):
        if n:
            go.wait(10)
            return wait(n - 1)
        return 0

    def work():
        try:
            wait(2)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def loop(n, bad):
    i = 0
    while i < n:
        invariant(i != bad)
        decreases(n - i)
        i += 1 if bad != -1 else 0
    return i


def test_loop_statements():
    checked = partial(loop)
    assert checked(3, 9) == 3
    error = broken(lambda: checked(3, 2))
    assert (error.kind, error.clause, error.values) == ("invariant", "i != bad", {"i": "2", "bad": "2"})
    assert error.line == loop.__code__.co_firstlineno + 3
    stuck = broken(lambda: checked(3, -1))
    assert (stuck.kind, stuck.clause) == ("decreases", "n - i")


def test_loop_measure_gives_no_false_alarm():
    @partial
    def nested(n):
        done = 0
        for _ in range(n):
            k = 0
            while k < n:
                decreases(n - k)
                k += 1
                done += 1
        k = 0
        while k < n:
            decreases(n - k)
            k += 1
        return done

    assert nested(3) == 9
    assert nested(3) == 9  # a second call starts afresh

    @partial
    def recursive(n):
        i = 0
        while i < n:
            decreases(n - i)
            recursive.__wrapped__(n - 1)
            recursive(n - 1)
            i += 1

    recursive(3)


def test_loop_measure_type_is_checked_without_a_wrapper():
    def bare(measure):
        for _ in range(1):
            decreases(measure)

    bare(0)
    bare(-1)  # there is no next iteration
    assert "not 1.5" in broken(lambda: bare(1.5)).note


def test_a_measure_is_negative_only_where_one_more_call_or_iteration_follows():
    @decreases(lambda n: (n, -5))
    def down(n):
        return 0 if n <= 0 else down(n - 1)

    assert down(-1) == 0 and down(3) == 0

    @partial
    def loop(n):
        while True:
            decreases(n)
            n -= 1
            if n < -1:
                return n

    assert loop(0) == -2 and loop(-3) == -4
    assert "negative" in broken(lambda: loop2(0)).note


@partial
def loop2(n):
    while n > -3:
        decreases(n)
        n -= 1


def test_assume():
    def half(n):
        assume(n % 2 == 0)
        return n // 2

    assert half(4) == 2
    assert broken(lambda: half(3)).kind == "assume"


def test_track():
    total, indices = 0, []
    for x in (t := track([3, 4, 5])):
        invariant(total == sum(t.seen))
        indices.append(t.index)
        total += x
    assert (indices, t.seen, t.index, total) == ([0, 1, 2], [3, 4, 5], 3, 12)


def test_track_after_break_holds_what_came_before():
    for x in (t := track("abc")):
        if x == "b":
            break
    assert t.seen == ["a"]


def test_methods_keywords_and_defaults():
    class Box:
        @requires(lambda self, n: n > self.floor)
        @ensures(lambda result, args, extra: result == len(args) + len(extra))
        def put(self, n, *args, key=1, **extra):
            return len(args) + len(extra)

        floor = 2

        @staticmethod
        @requires(lambda n: n)
        def static(n):
            return n

        @requires(lambda n: n)
        @classmethod
        def of(cls, n):
            return cls, n

    assert Box().put(3, 4, 5, other=6) == 3
    assert broken(lambda: Box().put(2)).values["n"] == "2"
    assert broken(lambda: Box.static(0)).kind == "requires"
    assert Box.of(1) == (Box, 1)
    assert broken(lambda: Box.of(0)).kind == "requires"
    with pytest.raises(TypeError, match="put"):
        Box().put()


def test_async_functions_are_checked_when_they_end():
    @ensures(lambda result: result > 0)
    async def later(n):
        await asyncio.sleep(0)
        return n

    assert asyncio.run(later(1)) == 1
    with pytest.raises(ContractError):
        asyncio.run(later(0))


def test_the_contract_of_a_generator_is_about_the_list_of_what_it_yields():
    @requires(lambda n: n >= 0)
    @ensures(lambda n, result: result == list(range(n)))
    @raises(ValueError, lambda n: n == 3)
    def count(n):
        for i in range(n if n < 5 else 4):
            invariant(yielded() == list(range(i)) and all(yielded()[k] == k for k in range(i)))
            yield i
        if n == 3:
            raise ValueError

    assert list(count(2)) == [0, 1]
    assert broken(lambda: count(-1)).kind == "requires"
    assert broken(lambda: list(count(5))).kind == "ensures"
    assert next(count(5)) == 0  # nobody asked for the end
    with pytest.raises(ValueError):
        list(count(3))

    def two():  # one inside the other, in steps
        for i in count(2):
            yield i, list(count(i))

    assert list(two()) == [(0, []), (1, [0])]


def test_a_generator_under_contract_passes_on_what_it_is_sent_and_thrown():
    @ensures(lambda result: len(result) > 0)
    def echo():
        got = yield 0
        try:
            yield got
        except KeyError:
            yield -1
        return 7

    steps = echo()
    assert next(steps) == 0 and steps.send(5) == 5 and steps.throw(KeyError()) == -1
    with pytest.raises(StopIteration) as end:
        next(steps)
    assert end.value.value == 7
    assert yielded() == []


def test_a_generator_in_its_own_clause_keeps_its_own_list():
    @ensures(lambda n, result: result == list(down(n)))
    def down(n):
        while n > 0:
            invariant(len(yielded()) == 0 or yielded()[-1] == n + 1)
            yield n
            n -= 1

    assert list(down(3)) == [3, 2, 1]


def test_a_clause_may_be_recursive():
    @ensures(lambda n, result: result == (1 if n == 0 else n * fact(n - 1)))
    @decreases(lambda n: n)
    def fact(n):
        return 1 if n == 0 else n * fact(n - 1)

    assert fact(20) == 2432902008176640000


def test_contract_errors_are_not_declared_exceptions():
    @raises(Exception)
    def outer():
        return take([])

    error = broken(outer)
    assert (error.kind, error.outer) == ("requires", False)


def test_unknown_name_is_refused_at_once():
    with pytest.raises(TypeError, match="'y', which is not a parameter"):
        requires(lambda y: y)(lambda x: x)
    with pytest.raises(TypeError, match="result"):
        ensures(lambda result: result)(lambda result: result)
    with pytest.raises(TypeError):
        requires(True)
    low = 3
    assert requires(lambda x, low=low: x > low)(lambda x: x)(4) == 4


def test_other_decorators_in_between():
    def twice(function):
        @functools.wraps(function)
        def inner(x):
            return function(x) + function(x)

        return inner

    @requires(lambda x: x < 5)
    @twice
    @requires(lambda x: x > 0)
    def same(x):
        return x

    assert same(2) == 4
    assert broken(lambda: same(5)).clause == "x < 5"
    assert broken(lambda: same(0)).clause == "x > 0"


def test_clause_text_of_crowded_source():
    # fmt: off
    @requires(lambda x: (x > 0) and x != 3)
    @ensures(lambda x, result: (
        result == x  # é: byte columns differ from characters
        or x == "é"))
    # fmt: on
    def f(x):
        return x + 1

    assert broken(lambda: f(0)).clause == "(x > 0) and x != 3"
    assert broken(lambda: f(1)).clause.startswith("result == x") and 'x == "é"' in broken(lambda: f(1)).clause


def test_without_source_text_the_checks_are_the_same():
    names = {"requires": requires, "decreases": decreases}
    exec("@requires(lambda n: n > 0)\ndef f(n):\n  while n:\n    decreases(n / 2)\n    n -= 1", names)
    assert broken(lambda: names["f"](0)).values == {"n": "0"}
    assert broken(lambda: names["f"](0)).clause == ""
    assert broken(lambda: names["f"](5)).kind == "decreases"


PROGRAM = """
from toolkit.contracts import *
@requires(lambda n: False)
@decreases(lambda n: -1)
@partial
def f(n):
    invariant(False), assume(False), decreases(-1)
    return n
print(f(1), f.__name__, len(f.__contract__.requires), hasattr(f, "__wrapped__"))
"""


@pytest.mark.parametrize(("flags", "env"), [(["-O"], {}), ([], {"TOOLKIT_CONTRACTS": "off"})])
def test_off(flags, env):
    done = subprocess.run([sys.executable, *flags, "-c", PROGRAM], env=env, capture_output=True, text=True)
    assert done.stdout == "1 f 1 False\n", done.stderr


def test_importing_the_package_loads_nothing_heavy():
    code = "import toolkit; print({'z3', 'attrs', 'attr', 'inspect', 'ast', 'rich'} & {*sys.modules})"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {code}"],
        capture_output=True,
        text=True,
    )
    assert done.stdout == "set()\n", done.stderr


def test_type_checkers_keep_the_signature(tmp_path):
    file = tmp_path / "typed.py"
    file.write_text(
        "from toolkit.contracts import requires, raises, decreases, partial\n"
        "@requires(lambda n: n > 0)\n@raises(ValueError, lambda n: n > 9)\n@decreases(lambda n: n)\n@partial\n"
        "def f(n: int) -> str:\n    decreases(n)\n    return str(n)\n"
        "reveal_type(f)\nf('x')\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path), str(file)],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert 'Revealed type is "def (n: int) -> str"' in done.stdout.replace("builtins.", ""), done.stdout + done.stderr
    assert 'incompatible type "str"' in done.stdout


# ── class invariants ──────────────────────────────────────────────────────────────────────────────────────────────


@class_invariant(lambda self: self.n >= 0)
class Counter:
    def __init__(self, n: int) -> None:
        self.n = n

    def down(self) -> None:
        self._lower()

    def twice(self) -> None:  # may break the invariant in between
        self._lower()
        self.n += 2

    def _lower(self) -> None:
        self.n -= 1


@class_invariant(lambda self: self.n >= 0)
@dataclass
class Record:
    n: int


def test_a_class_invariant_holds_around_public_methods() -> None:
    c = Counter(1)
    c.down()
    c.twice()
    c._lower()
    with pytest.raises(ContractError) as caught:
        c.down()
    assert caught.value.kind == "ensures"
    with pytest.raises(ContractError) as caught:
        c.twice()
    assert caught.value.kind == "requires"
    with pytest.raises(ContractError):
        Counter(-1)


def test_who_fills_a_dataclass_answers_for_its_invariant() -> None:
    Record(0)
    with pytest.raises(ContractError) as caught:
        Record(-1)
    assert caught.value.kind == "requires" and caught.value.function.endswith("Record.__init__")


def test_a_clause_may_name_star_parameters():
    @requires(lambda *xs: len(xs) > 0)
    @ensures(lambda first, *xs, scale, result, old: result == first + scale * len(xs) and old.xs == xs)
    def f(first: int, *xs: int, scale: int = 2) -> int:
        return first + scale * len(xs) + (scale == 3)

    assert f(1, 5, 6) == 5
    with pytest.raises(ContractError, match="precondition"):
        f(1)
    with pytest.raises(ContractError, match="postcondition"):
        f(1, 2, scale=3)


@pytest.mark.parametrize("clause", [lambda *ys: True, lambda *first: True])
def test_a_starred_name_is_that_of_the_star_parameter(clause):
    def f(first: int, *xs: int) -> int:
        return first

    with pytest.raises(TypeError, match="not a parameter"):
        requires(clause)(f)
