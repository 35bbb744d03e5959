"""Options and `[tool.toolkit]`: what is given wins, and a typo is an error."""

from __future__ import annotations

import pytest

from toolkit.config import ConfigError, Options, options


def project(tmp_path, text: str) -> str:
    (tmp_path / "pyproject.toml").write_text(text)
    (tmp_path / "src" / "deep").mkdir(parents=True)
    (tmp_path / "src" / "deep" / "a.py").write_text("")
    return str(tmp_path / "src" / "deep" / "a.py")


def test_the_table_is_laid_over_the_defaults_and_the_command_line_over_it(tmp_path):
    path = project(tmp_path, "[tool.toolkit]\ntimeout = 3\nengines = ['z3', 'cvc5']\ncache = false\n")
    assert options([path]) == Options(timeout=3, engines=("z3", "cvc5"), cache=False)
    assert options([path + "::f"], timeout=5.5, engines="z3", jobs=None) == Options(timeout=5.5, cache=False)
    assert options(["-"]) == Options()  # the current folder's, which has no table


def test_the_nearest_table_counts(tmp_path):
    path = project(tmp_path, "[tool.toolkit]\nseed = 1\n")
    (tmp_path / "src" / "pyproject.toml").write_text("[tool.other]\ntoolkit = 1\n")
    assert options([path]).seed == 1
    (tmp_path / "src" / "deep" / "pyproject.toml").write_text("[tool.toolkit]\nseed = 2\n")
    assert options([path]).seed == 2
    assert options([path, str(tmp_path)]).seed == 1  # of the folder that holds both


@pytest.mark.parametrize(("text", "message"), [
    ("[tool.toolkit]\ntimout = 3\n", "did you mean 'timeout'"),
    ("[tool.toolkit]\ntimeout = 'long'\n", "timeout: 'long' is not a number above 0"),
    ("[tool.toolkit]\ncache = 0\n", "cache: 0 is not true or false"),
    ("[tool.toolkit]\nengines = ['z4']\n", "there is no engine 'z4'"),
    ("[tool]\ntoolkit = 3\n", "not a table"),
    ("[tool.toolkit\n", "not valid TOML"),
])
def test_a_mistake_is_an_error_that_names_the_file(tmp_path, text, message):
    with pytest.raises(ConfigError, match=message) as caught:
        options([project(tmp_path, text)])
    assert str(tmp_path / "pyproject.toml") in str(caught.value)


@pytest.mark.parametrize("wrong", [
    {"timeout": 0}, {"timeout": -1.0}, {"timeout": float("nan")}, {"timeout": float("inf")}, {"timeout": True},
    {"rlimit": 0}, {"rlimit": 1.5}, {"jobs": 0}, {"seed": -1}, {"engines": ()}, {"engines": "z3,z3"},
    {"engines": "z3,"}, {"engines": 3}, {"cache": None}, {"search": -1},
], ids=str)
def test_values_out_of_range(wrong):
    with pytest.raises(ConfigError, match=next(iter(wrong))):
        Options(**wrong)


def test_the_smallest_limits_are_allowed():
    assert Options(timeout=0.001, rlimit=1).rlimit == 1


def test_json_and_back():
    given = Options(timeout=0.5, engines=("z3", "cvc5"), explain=True)
    assert Options.from_json(given.to_json()) == given
    with pytest.raises(ConfigError, match="'colour'"):
        Options.from_json({"colour": 1})
