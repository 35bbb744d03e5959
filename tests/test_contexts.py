"""Context managers of one's own: what a real run of `__exit__` is given."""

from __future__ import annotations

import pytest

from toolkit import session

EXIT = """
from toolkit import ensures

class M:
    def __enter__(self) -> None:
        pass

    @ensures(lambda {0}, result: result)
    def __exit__(self, {1}) -> bool:
        return {2}
"""


@pytest.mark.parametrize("clause, params, result, given", [
    ("self", "exc_type, exc, tb", "exc is None", "ValueError, ValueError(), ..."),
    ("self", "exc_type, exc, tb", "tb is not None and not exc_type is None", "None, None, None"),
    ("self", "*exc", "False", "(None, None, None)"),
])  # fmt: skip
def test_a_refuted_exit_shows_a_call_that_python_could_make(clause: str, params: str, result: str, given: str) -> None:
    report = session.verify(EXIT.format(clause, params, result), infer=False, cache=False)
    found = next(f for f in report.functions if f.name == "M.__exit__")
    assert found.counterexample is not None and given in found.counterexample.script, found


def test_the_three_parameters_agree() -> None:
    text = EXIT.format("self", "exc_type, exc, tb", "(exc is None) == (tb is None) and (not not exc) == (exc_type is not None)")
    report = session.verify(text, infer=False, cache=False)
    assert next(f for f in report.functions if f.name == "M.__exit__").status == "proved", report
