"""Random expressions of a wanted type, from the names that are known."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import Any

from attrs import define, field, frozen

INT, BOOL, STR, INTS, ROWS = "int", "bool", "str", "list[int]", "list[list[int]]"
PAIR, NAMED, PAIRS = "tuple[int, int]", "tuple[int, str]", "list[tuple[int, int]]"
ELEMENT = {INTS: INT, ROWS: INTS, PAIRS: PAIR}
PARTS = {PAIR: (INT, INT), NAMED: (INT, STR)}
STATE_TYPES = (INT, INT, BOOL, STR, INTS, ROWS, PAIRS)  # what the tuple that a program returns shows
VALUE_TYPES = (INT, INT, INT, INT, BOOL, BOOL, STR, INTS, INTS, ROWS, PAIR, NAMED, PAIRS)
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")


def value(kind: str, rng: random.Random) -> Any:
    if kind == INT:
        return rng.randint(-9, 9)
    if kind == BOOL:
        return rng.random() < 0.5
    if kind == STR:
        letters = "abc" if rng.random() < 0.7 else "aB 1,-_"
        return "".join(rng.choice(letters) for _ in range(rng.choice([0, 1, 2, 3, 4])))
    if kind in PARTS:
        return tuple(value(part, rng) for part in PARTS[kind])
    return [value(ELEMENT[kind], rng) for _ in range(rng.choice([0, 1, 2, 2, 3, 3, 4]))]


@frozen
class Helper:
    """A function that the programs may call. `changes` are the positions of list parameters that it may change."""

    name: str
    params: tuple[str, ...]
    result: str
    changes: frozenset[int] = frozenset()
    counts: bool = False  # its first parameter is a depth of recursion, to be kept small


@define
class Scope:
    """Names that surely have a value here, with their types. `group` finds lists that may be one object."""

    kinds: dict[str, str] = field(factory=dict)
    fixed: set[str] = field(factory=set)  # counters that the body must not assign
    parent: dict[str, str] = field(factory=dict)  # union-find over list names; "*rows" stands for lists inside lists
    running: list[str] = field(factory=list)  # names of the lists that a loop is going over

    def add(self, name: str, kind: str, fixed: bool = False) -> None:
        self.kinds[name] = kind
        if fixed:
            self.fixed.add(name)

    def names(self, kind: str) -> list[str]:
        return [name for name, other in self.kinds.items() if other == kind]

    def group(self, name: str) -> str:
        while name in self.parent:
            name = self.parent[name]
        return name

    def join(self, a: str, b: str) -> None:
        a, b = self.group(a), self.group(b)
        if a != b:
            self.parent[a] = b

    def changeable(self, name: str) -> bool:
        return all(self.group(name) != self.group(other) for other in self.running)


@define
class Expressions:
    """`expr` makes an expression of a type, in brackets unless it is an atom; `_int`, `_bool`… are its rooms."""

    rng: random.Random
    helpers: list[Helper]
    tags: set[str]
    in_helper: bool = False
    pure: bool = False  # changes none of its arguments
    scope: Scope = field(factory=Scope)
    loops: int = 0  # how many loops are around this place

    def pick(self, **weights: int) -> str:
        return self.rng.choices(list(weights), list(weights.values()))[0]

    def chance(self, p: float) -> bool:
        return self.rng.random() < p

    def target(self, kinds: Iterable[str]) -> str | None:
        wanted = set(kinds)
        names = [n for n, k in self.scope.kinds.items() if k in wanted and n not in self.scope.fixed]
        return self.rng.choice(names) if names else None

    def expr(self, kind: str, depth: int) -> str:
        rooms = {INT: self._int, BOOL: self._bool, STR: self._str, INTS: self._ints, ROWS: self._rows}
        rooms[PAIRS] = self._pairs
        if kind in rooms:
            return rooms[kind](depth)
        names = self.scope.names(kind)
        if names and self.chance(0.5):
            return self.rng.choice(names)
        if kind == PAIR and depth > 0 and self.scope.names(PAIRS) and self.chance(0.3):
            name = self.rng.choice(self.scope.names(PAIRS))
            return f"({name}[{self.safe_index(name)}] if len({name}) > 0 else (0, 0))"
        return f"({', '.join(self.expr(part, depth - 1) for part in PARTS[kind])})"

    def stored(self, kind: str) -> str:
        """An expression to keep: a list is a new object, and an int does not grow without bound."""
        if kind == INT:
            return self.small(2)
        if kind == STR and self.loops:
            name = self.target([STR])
            return f'{name}[:3] + "{self.rng.choice("abc")}"' if name else '"b"'
        text = self.expr(kind, 2)
        if kind in ELEMENT:
            if self.loops or self.in_helper:
                text = text if text.startswith("[") else f"{text}[:{self.rng.randint(2, 4)}]"
            elif text in self.scope.kinds:
                text = f"{text}[:]"
        return text

    def small(self, depth: int) -> str:
        text = self.expr(INT, depth)
        grows = any(op in text for op in ("*", "<<", "sum(", "helper"))
        if grows and (self.loops or self.in_helper or self.chance(0.6)):
            return f"({text} % {self.rng.choice([-13, 7, 50, 97])})"
        return text

    def literal(self, kind: str) -> str:
        """A literal whose type can be seen from it alone: not [] and not [[], []]."""
        while True:
            made = value(kind, self.rng)
            if kind not in ELEMENT or (any(made) if kind == ROWS else made):
                return repr(made)

    def divisor(self) -> str:
        roll = self.rng.random()
        if roll < 0.65:
            return str(self.rng.choice([-7, -5, -3, -2, -1, 1, 2, 3, 4, 5, 10]))
        a = self.expr(INT, 0)
        return f"(abs({a}) + 1)" if roll < 0.8 else f"(-1 - {a} * {a})" if roll < 0.9 else a

    def safe_index(self, name: str) -> str:
        """An index in range for a list that is not empty, of either sign."""
        roll = self.rng.random()
        if roll < 0.25:
            return self.rng.choice(["0", "-1"])
        a = self.expr(INT, 0)
        if roll < 0.75:
            return f"{a} % len({name})"
        return f"-({a} % len({name})) - 1" if roll < 0.9 else f"len({name}) - 1"

    def index(self, name: str, default: str) -> str:
        """name[…] of a list or a string, mostly in range."""
        if self.chance(0.12):
            return f"{name}[{self.rng.choice(['0', '-1', '1', '-2', self.expr(INT, 0)])}]"
        return f"({name}[{self.safe_index(name)}] if len({name}) > 0 else {default})"

    def sliced(self, name: str) -> str:
        def bound() -> str:
            roll = self.rng.random()
            return "" if roll < 0.3 else str(self.rng.randint(-6, 6)) if roll < 0.8 else self.expr(INT, 0)

        return f"{name}[{bound()}:{bound()}]"

    def called(self, helper: Helper, depth: int = 1) -> str | None:
        args = []
        for position, kind in enumerate(helper.params):
            if position == 0 and helper.counts:
                args.append(f"{self.expr(INT, 0)} % {self.rng.randint(2, 5)}")
            elif position in helper.changes:
                names = [n for n in self.scope.names(kind) if self.scope.changeable(n)]
                args.append(self.rng.choice(names) if names and self.chance(0.9) else self.stored(kind))
                if kind == ROWS:
                    if not self.scope.changeable("*rows"):
                        return None
                    self.tags.add("nested-mutation")
            else:
                args.append(self.expr(kind, depth))
        return f"{helper.name}({', '.join(args)})"

    def pure_call(self, kind: str) -> str | None:
        fit = [h for h in self.helpers if h.result == kind and not h.changes]
        return self.called(self.rng.choice(fit), 0) if fit and self.chance(0.2) else None

    def choose(self, kind: str, depth: int) -> str:
        return f"({self.expr(kind, depth)} if {self.expr(BOOL, depth)} else {self.expr(kind, depth)})"

    def _int(self, depth: int) -> str:
        names = self.scope.names(INT)
        if depth <= 0:
            return self.rng.choice(names) if names and self.chance(0.7) else _number(self.rng.randint(-9, 9))
        call = self.pure_call(INT)
        if call is not None:
            return call
        a, b = self.expr(INT, depth - 1), self.expr(INT, depth - 1)
        match self.pick(
            leaf=4,
            add=6,
            mul=3,
            div=6,
            unary=3,
            bits=4,
            shift=3,
            power=2,
            minmax=3,
            len=4,
            index=6,
            fold=5,
            choose=3,
            bool=2,
            part=2,
            text=4,
        ):
            case "leaf":
                return self._int(0)
            case "text":
                return self.asked_of_text(depth)
            case "add":
                return f"({a} {self.rng.choice('+-')} {b})"
            case "mul":
                return f"({a} * {b})"
            case "div":
                return f"({a} {self.rng.choice(['//', '%'])} {self.divisor()})"
            case "unary":
                return f"({self.rng.choice(['-', '~', '+', '-'])}{a})"
            case "bits":
                return f"({a} {self.rng.choice('&|^')} {b})"
            case "shift":
                by = str(self.rng.randint(0, 4)) if self.chance(0.7) else f"({b} % 4)" if self.chance(0.9) else b
                return f"({a} >> {by})" if by == b or self.chance(0.5) else f"({a} << {by})"
            case "power":
                return f"({self.expr(INT, 0)} ** {self.rng.randint(0, 3) if self.chance(0.7) else f'({b} % 3)'})"
            case "minmax":
                if self.chance(0.3):
                    return f"{self.rng.choice(['min', 'max'])}({a}, {b}, {self._int(0)})"
                return self.rng.choice([f"min({a}, {b})", f"max({a}, {b})", f"abs({a})"])
            case "len":
                return f"len({self.expr(self.rng.choice([INTS, INTS, STR, ROWS]), depth - 1)})"
            case "index":
                lists = self.scope.names(INTS)
                if lists:
                    return self.index(self.rng.choice(lists), _number(self.rng.randint(-3, 3)))
                rows = self.scope.names(ROWS)
                if rows:
                    return f"sum([len(r) for r in {self.rng.choice(rows)}])"
                return f"{self.literal_of_three()}[{self.rng.randint(-3, 2)}]"
            case "fold":
                return self.fold(depth)
            case "choose":
                return self.choose(INT, depth - 1)
            case "bool":
                return f"({self.expr(BOOL, depth - 1)} + {a})"
            case _:
                pairs = self.scope.names(PAIR) + self.scope.names(NAMED)
                return f"{self.rng.choice(pairs)}[0]" if pairs else f"({a}, {b})[{self.rng.choice([0, 1, -1])}]"

    def literal_of_three(self) -> str:
        return f"[{', '.join(self.expr(INT, 0) for _ in range(3))}]"

    def fold(self, depth: int) -> str:
        xs = self.expr(INTS, depth - 1)
        roll = self.rng.random()
        if roll < 0.15:
            return f"sum({xs})"
        if roll < 0.35:
            return self.functional(xs)
        if roll < 0.5:
            name = self.rng.choice(["min", "max"])
            return f"{name}({xs})" if self.chance(0.08) else f"{name}({xs} + [{self._int(0)}])"
        opened, closed = ("[", "]") if self.chance(0.5) else ("", "")
        if roll < 0.6:
            return f"sum({opened}{self.over_rows(depth)}{closed})"
        return f"sum({opened}{self.over_ints(depth)}{closed})"

    def unary(self, kind: str = INT) -> str:
        """A function of one int: a lambda in place, or a builtin."""
        if kind == INT and self.chance(0.3):
            return "abs"
        name = self.bound_name()
        return f"lambda {name}: " + self.with_name(name, INT, lambda: self.expr(kind, 1))

    def functional(self, xs: str) -> str:
        """An int, from functions given to functions."""
        name, key = self.rng.choice(["min", "max"]), self.unary(self.rng.choice([INT, INT, BOOL]))
        match self.rng.randint(0, 5):
            case 0:
                return f"{name}({xs}, key={key}, default={self._int(0)})"
            case 1:
                return f"{name}({self._int(0)}, {self._int(0)}, key={key})"
            case 2:
                return f"sum({self.mapped(xs)})"
            case 3:
                step = self.with_name("x", INT, lambda: self.with_name("y", INT, lambda: self.expr(INT, 1)))
                return f"reduce(lambda x, y: ({step}) % 11, {xs}, {self._int(0)})"
            case 4:
                return f"({xs} + [3]).index(3)"
            case _:
                return f"len(list({self.mapped(xs)}))"

    def mapped(self, xs: str) -> str:
        """Something that can be iterated over once."""
        match self.rng.randint(0, 5):
            case 0:
                return f"map({self.unary()}, {xs})"
            case 1:
                return f"filter({self.unary(BOOL)}, {xs})"
            case 2:
                return f"{self.rng.choice(['takewhile', 'dropwhile'])}({self.unary(BOOL)}, {xs})"
            case 3:
                return f"accumulate({xs}{self.rng.choice(['', ', max', ', initial=2'])})"
            case 4:
                return f"islice({xs}, {self.rng.randint(0, 3)})"
            case _:
                return f"chain({xs}, {self.expr(INTS, 0)})"

    def bound_name(self) -> str:
        """The name that a comprehension binds: now and then one that hides a name outside."""
        known = self.scope.names(INT)
        return self.rng.choice(known) if known and self.chance(0.1) else self.rng.choice("xyz")

    def with_name(self, name: str, kind: str, make: Callable[[], str]) -> str:
        before = self.scope.kinds.get(name)
        self.scope.kinds[name] = kind
        text = make()
        if before is None:
            del self.scope.kinds[name]
        else:
            self.scope.kinds[name] = before
        return text

    def over_ints(self, depth: int, kind: str = INT) -> str:
        """`e for x in xs if c`, without brackets; `e` is of `kind`."""
        roll = self.rng.random()
        if roll < 0.3:
            low = self.rng.randint(-2, 2)
            text = f"range({self.rng.choice([f'{low}, {low + 3}', '4', '3, 0, -1', f'{self._int(0)} % 4'])})"
        elif roll < 0.4 and self.scope.names(INTS):
            xs = self.rng.choice(self.scope.names(INTS))
            i, x = "i", "x"
            body = self.with_name(i, INT, lambda: self.with_name(x, INT, lambda: self.expr(kind, depth - 1)))
            return f"{body} for {i}, {x} in enumerate({xs})"
        else:
            text = self.expr(INTS, 0)
        name = self.bound_name()
        body = self.with_name(name, INT, lambda: self.expr(kind, depth - 1))
        if self.chance(0.4):
            return f"{body} for {name} in {text} if " + self.with_name(name, INT, lambda: self.expr(BOOL, depth - 1))
        return f"{body} for {name} in {text}"

    def over_rows(self, depth: int, kind: str = INT) -> str:
        """`e for row in rows for x in row`, without brackets."""
        rows = self.rng.choice(self.scope.names(ROWS) or ["[[1, 2], [], [-3]]"])
        body = self.with_name("x", INT, lambda: self.expr(kind, depth - 1))
        return f"{body} for row in {rows} for x in row"

    def _bool(self, depth: int) -> str:
        names = self.scope.names(BOOL)
        if depth <= 0:
            if names and self.chance(0.6):
                return self.rng.choice(names)
            if self.chance(0.2):
                return self.literal(BOOL)
            return f"({self._int(0)} {self.rng.choice(COMPARISONS)} {self._int(0)})"
        call = self.pure_call(BOOL)
        if call is not None:
            return call
        a, b = self.expr(INT, depth - 1), self.expr(INT, depth - 1)
        match self.pick(
            leaf=3,
            compare=8,
            chain=4,
            logic=7,
            negation=3,
            member=4,
            equal=4,
            quantifier=6,
            choose=2,
            guarded=3,
            order=1,
            bits=1,
            text=4,
        ):
            case "leaf":
                return self._bool(0)
            case "text":
                return self.truth_of_text(depth)
            case "compare":
                return f"({a} {self.rng.choice(COMPARISONS)} {b})"
            case "chain":
                ops = self.rng.choices(COMPARISONS, k=2)
                return f"({a} {ops[0]} {b} {ops[1]} {self._int(0)})"
            case "logic":
                return f"({self._bool(depth - 1)} {self.rng.choice(['and', 'or'])} {self._bool(depth - 1)})"
            case "negation":
                return f"(not {self._bool(depth - 1)})"
            case "member":
                op = self.rng.choice(["in", "not in"])
                if self.chance(0.2):
                    return f"({self.expr(PAIR, 0)} {op} {self.expr(PAIRS, 0)})"
                if self.chance(0.2):
                    return f"({a} {op} ({b}, {self._int(0)}))"
                return f"({a} {op} {self.expr(INTS, depth - 1)})"
            case "equal":
                kind = self.rng.choice([STR, STR, INTS, PAIR, ROWS, BOOL])
                return f"({self.expr(kind, depth - 1)} {self.rng.choice(['==', '!='])} {self.expr(kind, depth - 1)})"
            case "quantifier":
                over = self.over_rows if self.chance(0.2) else self.over_ints
                return f"{self.rng.choice(['all', 'any'])}({over(depth, BOOL)})"
            case "choose":
                return self.choose(BOOL, depth - 1)
            case "guarded":  # short circuit keeps the second part from raising
                names = self.scope.names(INTS) + self.scope.names(STR)
                if names:
                    name = self.rng.choice(names)
                    value = '"a"' if self.scope.kinds[name] == STR else a
                    if self.chance(0.5):
                        return f"(len({name}) > 0 and {name}[{self.rng.choice(['0', '-1'])}] == {value})"
                    return f"(len({name}) < 2 or {name}[1] == {name}[-2])"
                return f"({a} != 0 and {b} // {a} > 1)"
            case "order":
                self.tags.add("order")
                kind = self.rng.choice([STR, PAIR, INTS])
                return f"({self.expr(kind, depth - 1)} {self.rng.choice(COMPARISONS[:4])} {self.expr(kind, depth - 1)})"
            case _:
                return f"({self._bool(0)} {self.rng.choice('&|^')} {self._bool(0)})"

    def _str(self, depth: int) -> str:
        names = self.scope.names(STR)
        if depth <= 0 or (not names and self.chance(0.5)):
            return self.rng.choice(names) if names and self.chance(0.7) else f'"{value(STR, self.rng)}"'
        call = self.pure_call(STR)
        if call is not None:
            return call
        name = self.rng.choice(names) if names else '"abca"'
        match self.pick(leaf=3, concat=4, slice=3, index=3, choose=2, part=1, method=5, made=4):
            case "concat":
                return f"({self._str(depth - 1)} + {self._str(depth - 1)})"
            case "method":
                return self.text_method(depth)
            case "made":
                return self.made_text(depth)
            case "slice":
                return self.sliced(name)
            case "index":
                return self.index(name, '"z"')
            case "choose":
                return self.choose(STR, depth - 1)
            case "part":
                pairs = self.scope.names(NAMED)
                return f"{self.rng.choice(pairs)}[{self.rng.choice([1, -1])}]" if pairs else f"(1, {self._str(0)})[1]"
        return self._str(0)

    def word(self) -> str:
        """A text to look for, to cut at, to put in."""
        return f'"{self.rng.choice(["a", "b", "ab", "aa", " ", ",", "1", ""])}"' if self.chance(0.8) else self._str(0)

    def regex(self) -> str:
        return self.rng.choice(["'a+'", "'[ab]*'", "'b|1'", "r'(?:a|,)b?'", "'[^a]'", "' *$'"])

    def text_method(self, depth: int) -> str:
        s = self._str(depth - 1)
        match self.pick(strip=4, case=4, replace=3, affix=2, pad=3, part=2, join=3, pattern=1):
            case "strip":
                return f"{s}.{self.rng.choice(['strip', 'lstrip', 'rstrip'])}({self.rng.choice(['', self.word()])})"
            case "case":
                return f"{s}.{self.rng.choice(['upper', 'lower', 'swapcase', 'title', 'capitalize'])}()"
            case "replace":
                return f"{s}.replace({self.rng.choice(['chr(97)', self.word()])}, {self.word()})"
            case "affix":
                return f"{s}.{self.rng.choice(['removeprefix', 'removesuffix'])}({self.word()})"
            case "pad":
                fill = self.rng.choice(["", ', "*"', f", {self.word()}"])
                name = self.rng.choice(["ljust", "rjust", "center", "zfill"])
                return f"{s}.{name}({self._int(0)} % 7{fill if name != 'zfill' else ''})"
            case "part":
                return f"{s}.{self.rng.choice(['partition', 'rpartition'])}({self.word()})[{self.rng.randint(-3, 2)}]"
            case "pattern":
                return self.rng.choice([f"re.sub({self.regex()}, 'x', {s})", f"''.join(re.split({self.regex()}, {s}))"])
        pieces = [f"{s}.split()", f"{s}.split({self.word()})", f"reversed({s})", f"[{s}, {self._str(0)}]"]
        return f"{self.word()}.join({self.rng.choice(pieces)})"

    def made_text(self, depth: int) -> str:
        a = self._int(0)
        match self.pick(number=3, formatted=3, char=3, characters=3):
            case "number":
                return f"str({a})"
            case "formatted":
                return f"(f'{{({a})}}-{{({self._bool(0)})}}:' + {self._str(0)})"
            case "char":
                start = self.rng.choice(["", " + 97"])
                return f"chr({a} % {self.rng.choice([3, 128, 300])}{start})" if self.chance(0.9) else f"chr({a})"
        test = self.rng.choice(["!=", "==", "<", ">=", "in", "not in"])
        return f"''.join([c for c in {self._str(0)} if c {test} {self.word()}])"

    def asked_of_text(self, depth: int) -> str:
        """An int that a text gives."""
        s = self._str(depth - 1)
        match self.pick(find=4, count=3, index=1, code=2, number=2, pieces=2, pattern=1):
            case "find":
                more = self.rng.choice(["", "", f", {self._int(0)}", f", {self._int(0)}, {self._int(0)}"])
                return f"{s}.{self.rng.choice(['find', 'rfind'])}({self.word()}{more})"
            case "count":
                return f"{s}.count({self.word()})"
            case "pattern":
                return f"len(re.findall({self.regex()}, {s}))"
            case "index":
                return f"{s}.{self.rng.choice(['index', 'rindex'])}({self.word()})"
            case "code":
                return f"ord({s}[:1])" if self.chance(0.3) else f"ord(({s} + 'q')[{self.rng.choice(['0', '-1'])}])"
            case "number":
                return f"int({s})" if self.chance(0.15) else f"int(str({self._int(0)} % 30)[{self.rng.choice([':1', '-1:', ':'])}])"
        return f"len({s}.split({self.rng.choice(['', self.word()])}))"

    def truth_of_text(self, depth: int) -> str:
        s, t = self._str(depth - 1), self._str(0)
        match self.pick(order=4, within=3, affix=3, kind=4, pattern=1):
            case "order":
                return f"({s} {self.rng.choice(COMPARISONS)} {t})"
            case "within":
                return f"({self.word()} {self.rng.choice(['in', 'not in'])} {s})"
            case "affix":
                what = self.rng.choice([self.word(), f"({self.word()}, {t})"])
                return f"{s}.{self.rng.choice(['startswith', 'endswith'])}({what})"
            case "pattern":
                test = f"re.{self.rng.choice(['match', 'search', 'fullmatch'])}({self.regex()}, {s})"
                return self.rng.choice([f"bool({test})", f"({test} is None)", f"({test}.group() > {t})"])
        kinds = ["isdigit", "isdecimal", "isalpha", "isalnum", "isspace", "isupper", "islower", "isascii", "isprintable"]
        return f"{s}.{self.rng.choice(kinds)}()"

    def _ints(self, depth: int) -> str:
        names = self.scope.names(INTS)
        if depth <= 0:
            return self.rng.choice(names) if names and self.chance(0.8) else self.literal(INTS)
        call = self.pure_call(INTS)
        if call is not None:
            return call
        room = self.pick(leaf=3, literal=4, slice=6, concat=4, repeat=2, comprehension=7, sorted=2, choose=1, row=2, reversed=1,
                         mapped=2, flat=1)  # fmt: skip
        match room:
            case "mapped":
                return f"list({self.mapped(self._ints(depth - 1))})"
            case "flat":
                return f"[{self.over_rows(depth)}]"
            case "literal":
                return f"[{', '.join(self.small(1) for _ in range(self.rng.randint(1, 4)))}]"
            case "slice":
                return self.sliced(self.rng.choice(names) if names else self.literal(INTS))
            case "concat":
                return f"({self._ints(depth - 1)} + {self._ints(depth - 1)})"
            case "repeat":
                count = f"({self._int(0)} % 3)" if self.chance(0.5) else str(self.rng.randint(-1, 3))
                xs = self.literal_of_three() if self.chance(0.5) else f"[{self._int(0)}]"
                return f"({xs} * {count})" if self.chance(0.8) else f"({count} * {xs})"
            case "comprehension":
                if self.chance(0.15):
                    return f"[{self.over_rows(1)}]"
                return f"[{self.over_ints(1)}]"
            case "sorted":
                key = f", key={self.unary()}" if self.chance(0.4) else ""
                down = f", reverse={self._bool(0)}" if self.chance(0.4) else ""
                return f"sorted({self._ints(depth - 1)}{key}{down})"
            case "choose":
                return f"({self.literal_of_three()} if {self._bool(depth - 1)} else {self._ints(0)}[:])"
            case "row":
                rows = self.scope.names(ROWS)
                if rows:
                    name = self.rng.choice(rows)
                    return f"({name}[{self.safe_index(name)}] if len({name}) > 0 else [7])[:]"
            case "reversed":
                return f"[x for x in reversed({self._ints(0)})]"
        return self._ints(0)

    def _rows(self, depth: int) -> str:
        names = self.scope.names(ROWS)
        if depth <= 0:
            return self.rng.choice(names) if names and self.chance(0.7) else self.literal(ROWS)
        match self.pick(leaf=2, literal=3, slice=2, concat=2, grid=3, map=3, nested=2):
            case "literal":
                made = [self._ints(1) for _ in range(self.rng.randint(1, 3))]
                return f"[{', '.join(t if t.startswith('[') else f'({t})[:]' for t in made)}]"
            case "slice" if names:
                return self.sliced(self.rng.choice(names))
            case "concat":
                return f"({self._rows(0)} + [{self.literal_of_three()}])"
            case "grid":
                return f"[[{self._int(0)}] * {self.rng.randint(0, 3)} for _ in range({self.rng.randint(0, 3)})]"
            case "map":
                rows = self._rows(0)
                body = self.rng.choice(["row[:]", "row[1:]", "row + [1]", "[len(row)]", "row[:-1]"])
                return f"[{body} for row in {rows}]"
            case "nested":
                body = self.with_name("y", INT, lambda: self.with_name("x", INT, lambda: self._int(1)))
                return f"[[{body} for x in range({self.rng.randint(0, 3)})] for y in range({self.rng.randint(0, 3)})]"
        return self._rows(0)

    def _pairs(self, depth: int) -> str:
        names = self.scope.names(PAIRS)
        if depth <= 0:
            return self.rng.choice(names) if names and self.chance(0.8) else self.literal(PAIRS)
        match self.pick(leaf=2, literal=3, slice=2, map=3):
            case "literal":
                return f"[{', '.join(self.expr(PAIR, 1) for _ in range(self.rng.randint(1, 3)))}]"
            case "slice" if names:
                return self.sliced(self.rng.choice(names))
            case "map":
                if self.chance(0.5):
                    return f"[(b, a) for a, b in {self._pairs(0)}]"
                return f"[(x, {self._int(0)}) for x in {self._ints(0)}]"
        return self._pairs(0)


def _number(n: int) -> str:
    return str(n) if n >= 0 else f"({n})"
