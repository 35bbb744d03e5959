"""Reports: exit codes, the JSON names that are promised, and what a person reads."""

from __future__ import annotations

import json

import pytest

from toolkit.core.source import Diagnostic, Span
from toolkit.report import (
    CAUSES,
    Counterexample,
    FunctionReport,
    GoalReport,
    Report,
    explain_cause,
    render,
    render_diagnostic,
    render_function,
    render_summary,
)

TEXT = '''from toolkit import ensures

@ensures(lambda b, result: 0 <= result < b)
def modulo(a: int, b: int) -> int:
\tx = "é"; return a % b
'''


def function(status: str, **more) -> FunctionReport:
    return FunctionReport("a.py", more.pop("name", "modulo"), 4, status, **more)


REFUTED = function("refuted", cause="program-wrong", time_s=0.25, counterexample=Counterexample(
    {"a": "1", "b": "-1"}, "from a import modulo\nprint(modulo(1, -1))\n", "returned 0", "0 <= result < b", 3))
OPEN = function("unknown", cause="termination", goals=(
    GoalReport("g1", "postcondition", 3, "proved", engine="z3", used=("requires b > 0",)),
    GoalReport("g2", "measure-decreases", 5, "unknown", "out-of-budget", "z3", message="the loop ends", column=18,
               end_column=23),
))
SYNTAX = Diagnostic("syntax-error", Span("b.py", 1), "invalid syntax")
REJECTED = Diagnostic("yield-not-supported", Span("a.py", 5, 5, 5, 9), "not read", "return a list")


def report(*statuses: str, diagnostics: tuple[Diagnostic, ...] = ()) -> Report:
    return Report(tuple(function(status) for status in statuses), diagnostics, {"a.py": TEXT})


@pytest.mark.parametrize(("found", "code"), [
    (report(), 0),
    (report("no-contract"), 0),
    (report("proved", "no-contract"), 0),
    (report("proved", "unknown"), 2),
    (report("proved", "rejected"), 2),
    (report("rejected", diagnostics=(REJECTED,)), 2),
    (report("proved", diagnostics=(REJECTED,)), 2),
    (report("proved", diagnostics=(SYNTAX,)), 3),
    (report("unknown", diagnostics=(SYNTAX,)), 3),
    (report("unknown", "refuted", diagnostics=(SYNTAX,)), 1),
    (report("proved", diagnostics=(Diagnostic("nested-too-deeply", Span("b.py", 1), "deep"),)), 3),
    (report("rejected", diagnostics=(Diagnostic("nested-too-deeply", Span("a.py", 1), "deep"),)), 2),
    (report("proved", diagnostics=(Diagnostic("file-binary", Span("c.py", 1), "binary"),)), 3),
    (report("proved", diagnostics=(Diagnostic("note", Span("c.py", 1), "hm", severity="warning"),)), 0),
])
def test_the_exit_code_is_what_weighs_most(found, code):
    assert found.exit_code == code


def test_json_has_the_promised_names():
    data = Report((REFUTED, OPEN), (REJECTED,), {"a.py": TEXT}).to_json()
    assert json.loads(json.dumps(data)) == data
    assert data["version"] == 1
    assert {k: data["summary"][k] for k in ("proved", "refuted", "unknown", "rejected", "no_contract")} == {
        "proved": 0, "refuted": 1, "unknown": 1, "rejected": 0, "no_contract": 0}
    refuted, unknown = data["functions"]
    assert {"file", "name", "line", "status", "cause", "caveats", "time_s", "goals", "counterexample"} <= set(refuted)
    assert refuted["counterexample"]["args"] == {"a": "1", "b": "-1"}
    assert {"args", "script", "outcome", "clause", "confirmed"} <= set(refuted["counterexample"])
    assert refuted["counterexample"]["confirmed"] is True and unknown["counterexample"] is None
    assert {"id", "kind", "line", "status", "cause", "engine", "time_s"} <= set(unknown["goals"][0])
    assert unknown["goals"][0]["used"] == ["requires b > 0"] and "used" not in unknown["goals"][1]
    diagnostic = data["diagnostics"][0]
    assert {k: diagnostic[k] for k in ("id", "file", "line", "column", "message", "hint")} == {
        "id": "yield-not-supported", "file": "a.py", "line": 5, "column": 6, "message": "not read",
        "hint": "return a list"}


def test_columns_count_characters_not_bytes():
    after = Diagnostic("x", Span("a.py", 5, 11), "after the é")
    assert Report((), (after,), {"a.py": TEXT}).to_json()["diagnostics"][0]["column"] == 11  # byte 11 is character 10


def test_proved_with_a_caveat_is_never_just_proved():
    assumed = function("proved", caveats=("assume(x > 0) at line 7",))
    text = render(Report((assumed, function("proved"))))
    assert "proved under assumptions modulo" in text and "assuming: assume(x > 0) at line 7" in text
    assert "2 functions: 2 proved (1 under assumptions)" in text
    data = Report((assumed,)).to_json()
    assert data["functions"][0]["verdict"] == "proved under assumptions"
    assert data["summary"]["proved_under_assumptions"] == 1 and data["summary"]["proved"] == 1


def test_a_refutation_shows_call_outcome_clause_and_script():
    lines = render_function(REFUTED, TEXT).splitlines()
    assert lines[0].split() == ["refuted", "modulo", "a.py:4", "0.25", "s"]
    assert "    this call breaks it: modulo(a=1, b=-1)" in lines
    assert "    what happened:       returned 0" in lines
    at = lines.index("    3 | @ensures(lambda b, result: 0 <= result < b)")
    assert lines[at - 2] == "     --> a.py:3:28"
    start = lines[at].index("0 <= result")
    assert lines[at + 1][start:].startswith("^" * len("0 <= result < b") + " ")
    assert lines[at + 1][:start] == "      |" + " " * (start - 7)
    assert lines[lines.index("    to see it:") + 1:][:2] == [
        "        from a import modulo", "        print(modulo(1, -1))"]


def test_the_carets_say_which_promise_was_broken():
    from attrs import evolve

    found = evolve(REFUTED, message="the postcondition is false (line 3): returned 0")
    assert "^^^ the postcondition is false\n" in render_function(found, TEXT)


def test_a_message_is_shown_where_no_open_goal_says_it():
    calls = function("unknown", cause="callee-not-proved", message="the proof rests on g, which is not proved")
    assert "the proof rests on g, which is not proved" in render_function(calls, TEXT)


def test_an_unknown_shows_the_open_goals_their_causes_and_what_to_try():
    text = render_function(OPEN, TEXT)
    meaning, advice = explain_cause("termination")
    assert meaning in text and advice in text and "[termination]" in text
    assert "open goal measure-decreases at line 5: the loop ends (z3, out-of-budget)" in text
    assert "postcondition" not in text  # it was proved
    lines = text.splitlines()
    at = next(i for i, line in enumerate(lines) if line.startswith("    5 | "))
    assert lines[at] == '    5 |     x = "é"; return a % b'
    assert lines[at + 1].index("^") == lines[at].index("a % b") and lines[at + 1].count("^") == 5


def test_explain_shows_every_goal_and_its_hypotheses():
    text = render_function(OPEN, TEXT, explain=True)
    assert "proved   line 3    postcondition" in text and "used:     requires b > 0" in text
    assert "used:" not in render_function(OPEN, TEXT)


def test_a_diagnostic_shows_id_place_carets_and_hint():
    lines = render_diagnostic(REJECTED, TEXT).splitlines()
    assert lines[0] == "error[yield-not-supported]: not read"
    assert lines[1] == "     --> a.py:5:6"
    assert lines[-1] == "    = hint: return a list"
    assert lines[4].index("^") == lines[3].index('"é"')


@pytest.mark.parametrize("span", [Span("a.py", 0), Span("a.py", 99, 5, 99, 9), Span("a.py", 5, 500, 7, 2),
                                  Span("", -1)])
def test_a_place_that_is_not_in_the_text_is_no_crash(span):
    assert "error[x]: m" in render_diagnostic(Diagnostic("x", span, "m"), TEXT)


@pytest.mark.parametrize(("found", "text"), [
    (report(), "Nothing to prove: there is no function."),
    (report("no-contract"), "Nothing to prove: the only function has a contract. --all"),
    (report("no-contract", "no-contract"), "Nothing to prove: none of 2 functions has a contract."),
    (report(diagnostics=(SYNTAX,)), "Nothing to prove: no input could be read."),
    (report("proved"), "1 function: 1 proved"),
    (report("refuted", "unknown", "rejected", "no-contract"),
     "3 functions: 0 proved, 1 refuted, 1 unknown, 1 rejected; 1 without a contract (not checked)"),
])
def test_the_summary(found, text):
    assert render_summary(found).startswith(text)


def test_colour_only_when_asked_for_and_then_only_colour():
    import re

    found = Report((REFUTED, OPEN, function("proved")), (REJECTED, SYNTAX), {"a.py": TEXT})
    plain, colourful = render(found, explain=True), render(found, explain=True, colour=True)
    assert "\x1b" not in plain and "\x1b[1;31mrefuted" in colourful
    assert re.sub(r"\x1b\[[0-9;]*m", "", colourful) == plain


def test_nothing_quoted_reaches_the_terminal_as_a_command():
    evil = "x = '\x1b]0;owned\x07\u202e'\r"
    found = Report(
        (function("refuted", name="f\x1b[2J", counterexample=Counterexample({"a": evil}, evil, evil, evil, 1)),),
        (Diagnostic("x", Span("\x1b.py", 1), evil, evil),), {"a.py": evil, "\x1b.py": evil})
    assert not set(render(found)) & {"\x1b", "\x07", "\r", "\u202e"}


def test_every_cause_says_what_it_means_and_what_to_try():
    assert all(meaning and advice for meaning, advice in CAUSES.values())
    assert explain_cause("never-heard-of") == ("", "")
    assert "[never-heard-of]" in render_function(function("unknown", cause="never-heard-of"))


def test_causes_speak_of_acsl_in_c_programs() -> None:
    from toolkit.report import CAUSES

    for cause in CAUSES:
        assert "@" not in "".join(explain_cause(cause, True)), cause
    assert "loop variant" in explain_cause("termination", True)[1]
    assert "@decreases" in explain_cause("termination")[1]
