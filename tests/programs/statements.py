"""Random statements, blocks and functions."""

from __future__ import annotations

import ast
import random
from collections.abc import Callable

from attrs import define

from programs.expressions import (
    BOOL,
    ELEMENT,
    INT,
    INTS,
    NAMED,
    PAIR,
    PAIRS,
    PARTS,
    ROWS,
    STR,
    VALUE_TYPES,
    Expressions,
    Helper,
)

CAUGHT = ["ZeroDivisionError", "IndexError", "LookupError", "ValueError", "ArithmeticError", "AssertionError", "KeyError",
          "Exception", "NameError", "Own", "Other"]  # fmt: skip
RAISED = ["ValueError", 'ValueError("no")', "KeyError", "Own", "Other", "Other()", "IndexError"]
CLASSES = """
class Own(ValueError):
    pass

class Other(Own):
    def __init__(self, n: int = 0) -> None:
        super().__init__(f"{n} is wrong")
        self.n = n
"""


@define
class Maker(Expressions):
    """Makes one function, statement by statement. A room that cannot make its statement here returns None."""

    depth: int = 0  # how many blocks are around this place
    count: int = 0  # names made so far
    result: str = INT
    budget: int = 0  # statements left
    long: int = 0  # how many of the loops around this place go over a whole list
    quota: int = 1  # statements that may make a list longer, left in such a loop

    # --- function and blocks ---

    def function(self, name: str, params: list[tuple[str, str]], result: str, size: int, same: bool) -> str:
        self.result, self.budget = result, size * 3
        for param, kind in params:
            self.scope.add(param, kind)
            for other, other_kind in params:
                if same and other != param and kind == other_kind and kind in ELEMENT:
                    self.scope.join(param, other)
                if same and kind == INTS and other_kind == ROWS:
                    self.scope.join(param, "*rows")
        body = self.block(size)
        body.append(f"return {self.returned(3)}")
        head = f"def {name}({', '.join(f'{p}: {k}' for p, k in params)}) -> {result}:"
        return "\n".join([head, *("    " + line for line in body)])

    def returned(self, depth: int) -> str:
        """A value of the result type. A tuple shows as many of the names known here as it can."""
        if self.result in ELEMENT or self.result in VALUE_TYPES:
            return self.expr(self.result, depth - 1)
        parts = []
        for kind in _parts(self.result):
            names = self.scope.names(kind)
            text = self.rng.choice(names) if names and self.chance(0.85) else self.expr(kind, depth - 1)
            parts.append(f"{text}[:]" if kind in ELEMENT and text in names else text)
        return f"({', '.join(parts)})"

    def block(self, size: int) -> list[str]:
        lines: list[str] = []
        for _ in range(size):
            if self.budget > 0:
                self.budget -= 1
                lines += self.statement()
        return lines

    def inner(self, size: int, loop: bool = False, prepare: Callable[[], list[str]] = list) -> list[str]:
        """A nested block; names made inside are forgotten after it. Never empty."""
        kinds, fixed = dict(self.scope.kinds), set(self.scope.fixed)
        self.depth += 1
        self.loops += loop
        self.budget = max(self.budget, 1)
        lines = prepare() + self.block(size)
        self.loops -= loop
        self.depth -= 1
        self.scope.kinds, self.scope.fixed = kinds, fixed
        return ["    " + line for line in lines or ["pass"]]

    def fresh(self, prefix: str = "v") -> str:
        self.count += 1
        return f"{prefix}{self.count}"

    # --- statements ---

    def statement(self) -> list[str]:
        choices: list[tuple[int, Callable[[], list[str] | None]]] = [
            (14, self.new_name),
            (8, self.assign),
            (8, self.augment),
            (5, self.swap),
            (4, self.unpack),
            (3, self.check),
            (2, self.refuse),
        ]
        if not self.pure:
            choices += [(16, self.change_list), (4, self.change_row), (3, self.second_name), (3, self.eat)]
        if self.helpers:
            choices.append((7, self.call))
        if self.depth < 3:
            choices.append((12, self.branch))
            choices.append((2, self.leave))
        if self.loops < 2 and self.depth < 3:
            choices += [(9, self.for_range), (9, self.for_list), (5, self.for_pairs), (6, self.while_)]
        if self.loops:
            choices.append((5, self.jump))
        if self.depth < 3:
            choices += [(8, self.attempt), (5, self.match)]
        choices += [(3, self.walrus), (2, self.forget), (3, self.unpack_list)]
        if not self.pure:
            choices += [(4, self.slice_target)]
        weights = [w for w, _ in choices]
        while True:
            made = self.rng.choices([make for _, make in choices], weights)[0]()
            if made is not None:
                return made

    def new_name(self) -> list[str]:
        kind = self.rng.choice(VALUE_TYPES)
        text = self.stored(kind)
        name = self.fresh()
        self.scope.add(name, kind)
        if kind in ELEMENT and self.chance(0.15):
            return [f"{name}: {kind} = []"]
        shown = f": {kind}" if self.chance(0.2) else ""
        return [f"{name}{shown} = {text}"]

    def assign(self) -> list[str] | None:
        name = self.target(VALUE_TYPES)
        if name is None:
            return None
        if name in self.scope.running:
            self.tags.add("reassigned-loop-list")
        return [f"{name} = {self.stored(self.scope.kinds[name])}"]

    def augment(self) -> list[str] | None:
        name = self.target([INT, INT, STR, INTS])
        if name is None:
            return None
        kind = self.scope.kinds[name]
        if kind == STR:
            return [f'{name} += "{self.rng.choice("abc")}"' if self.loops else f"{name} += {self.expr(STR, 1)}"]
        if kind == INTS:  # in place, unlike name = name + …
            if self.pure or not self.scope.changeable(name) or not self.may_grow():
                return None
            return [f"{name} += {self.grown()}"]
        return [self.augmented(name)]

    def augmented(self, place: str) -> str:
        op = self.rng.choice(["+", "+", "-", "-", "*", "//", "%", "&", "|", "^", "<<", ">>", "**"])
        if op in ("+", "-", "&", "|", "^"):
            return f"{place} {op}= {self.small(1)}"
        if op == "*":
            return f"{place} *= {self.rng.choice([-3, -2, -1, 0, 2, 3])}"
        if op in ("//", "%"):
            return f"{place} {op}= {self.divisor()}"
        if op == "**":
            return f"{place} **= 1" if self.loops or self.in_helper else f"{place} **= {self.rng.randint(0, 2)}"
        return f"{place} {op}= {self.rng.randint(0, 1 if self.loops else 4)}"

    def swap(self) -> list[str] | None:
        a, b = self.target([INT]), self.target([INT])
        if self.chance(0.4) and not self.pure:
            name = self.target([INTS])
            if name is None or not self.scope.changeable(name):
                return None
            i, j = self.safe_index(name), self.safe_index(name)
            return [f"if len({name}) > 0:", f"    {name}[{i}], {name}[{j}] = {name}[{j}], {name}[{i}]"]
        if a is None or b is None or a == b:
            return None
        return [f"{a}, {b} = {b}, {a}" if self.chance(0.5) else f"{a}, {b} = {b}, {self.small(1)}"]

    def unpack(self) -> list[str]:
        kind = self.rng.choice([PAIR, NAMED])
        text = self.expr(kind, 1)
        names = [self.fresh() for _ in PARTS[kind]]
        for name, part in zip(names, PARTS[kind], strict=True):
            self.scope.add(name, part)
        return [f"{names[0]}, {names[1]} = {text}"]

    def check(self) -> list[str]:
        if self.chance(0.15):
            return [f"assert {self.expr(BOOL, 1)}"]
        a = self.expr(INT, 1)
        sure = [f"{a} * 0 == 0", f"abs({a}) >= 0", f"{a} % 5 < 5", f"-3 < {a} % -3 <= 0"]
        return [f"assert {self.rng.choice(sure)}"]

    def refuse(self) -> list[str]:
        kind = self.rng.choice(["ValueError", "ValueError", "IndexError", "KeyError"])
        text = "()" if self.chance(0.3) else '("refused")'
        return [f"if {self.rare()}:", f"    raise {kind}{text}"]

    def rare(self) -> str:
        return f"{self.expr(INT, 1)} == {self.rng.randint(-5, 15)}"

    def leave(self) -> list[str]:
        return [f"if {self.rare()}:", f"    return {self.returned(2)}"]

    def jump(self) -> list[str]:
        cond = self.expr(BOOL, 1) if self.chance(0.5) else self.rare()
        return [f"if {cond}:", f"    {self.rng.choice(['break', 'continue'])}"]

    # --- exceptions ---

    def risky(self) -> list[str]:
        """Statements that may raise."""
        target, name = self.target([INT]), self.target([INTS])
        into = f"{target} = " if target is not None else ""
        lines = [f"{into}{self.small(1)} // {self.expr(INT, 0)}"]
        roll = self.rng.random()
        if roll < 0.25:
            lines = [f"if {self.condition()}:", f"    raise {self.rng.choice(RAISED)}"]
        elif roll < 0.35:
            lines = [f"assert {self.expr(BOOL, 1)}"]
        elif roll < 0.6 and name is not None:
            lines = [f"{into}{name}[{self.expr(INT, 0)}]"]
        elif roll < 0.7 and name is not None and not self.pure and self.scope.changeable(name):
            lines = [f"{into}{name}.pop()"]
        elif roll < 0.75:
            fresh = self.fresh("u")
            lines = [f"if {self.condition()}:", f"    {fresh} = 1", f"{into}{fresh}"]
        elif roll < 0.8 and name is not None:
            lines = [f"{self.fresh()}, {self.fresh()} = {name}"]
        return lines

    def attempt(self) -> list[str]:
        lines = ["try:", *self.guarded_block()]
        handlers = self.rng.choice([0, 1, 1, 1, 2])
        for _ in range(handlers):
            classes = self.rng.sample(CAUGHT, self.rng.choice([1, 1, 2]))
            name = self.fresh("e") if self.chance(0.4) else ""
            shown = classes[0] if len(classes) == 1 else f"({', '.join(classes)})"
            body = self.inner(self.rng.randint(1, 2))
            if self.chance(0.2):
                again = ["raise", f"raise {name or ''}", f"raise {self.rng.choice(RAISED)}{f' from {name}' if name else ''}"]
                body += [f"    {self.rng.choice(again)}"]
            lines += [f"except {shown}{f' as {name}' if name else ''}:", *body]
        if handlers and self.chance(0.2):
            lines += ["except:", *self.inner(1)]
        if handlers and self.chance(0.3):
            lines += ["else:", *self.guarded_block()]
        if not handlers or self.chance(0.3):
            last = self.inner(1)
            if self.chance(0.1):
                last += [f"    {self.rng.choice(['break', 'continue'])}" if self.loops else f"    return {self.returned(1)}"]
            lines += ["finally:", *last]
        return lines

    def guarded_block(self) -> list[str]:
        first = self.inner(1)
        more = ["    " + line for line in self.risky()]
        last = self.inner(1) if self.chance(0.5) else []
        if self.chance(0.15):
            last += [f"    return {self.returned(2)}"]
        return first + more + last

    # --- match, the walrus, del, targets ---

    def match(self) -> list[str]:
        kind = self.rng.choice([INT, INT, STR, BOOL, PAIR, INTS])
        lines = [f"match {self.expr(kind, 1)}:"]
        for _ in range(self.rng.randint(1, 3)):
            pattern, names = self.pattern(kind)
            kinds = dict(self.scope.kinds)
            for name, part in names.items():
                self.scope.add(name, part)
            guard = f" if {self.condition()}" if self.chance(0.3) else ""
            body = self.inner(1)
            if names and self.chance(0.7):
                body += [f"    {self.rng.choice(list(names))}"]
            self.scope.kinds = kinds
            lines += [f"    case {pattern}{guard}:", *("    " + line for line in body)]
        if self.chance(0.4):
            lines += ["    case _:", *("    " + line for line in self.inner(1))]
        return lines

    def pattern(self, kind: str) -> tuple[str, dict[str, str]]:
        """A pattern (one that does not fit everything) and the names that it binds."""
        name, other = self.fresh("m"), self.fresh("m")
        number = str(self.rng.randint(-3, 3))
        if kind == INT:
            roll = self.rng.random()
            if roll < 0.5:
                return number, {}
            return (f"{number} | 5", {}) if roll < 0.8 else (f"(1 | 2 | {number}) as {name}", {name: INT})
        if kind == STR:
            return self.rng.choice([('"" | "a"', {}), ('"ab"', {}), (f'"b" as {name}', {name: STR})])
        if kind == BOOL:
            return self.rng.choice([("True", {}), ("False", {}), ("1", {})])
        if kind == PAIR:
            return self.rng.choice([
                (f"({number}, {name})", {name: INT}), (f"({name}, {number})", {name: INT}), (f"({number}, _)", {}),
                (f"({number}, {number}) as {name}", {name: PAIR}), (f"({name}, 0 | 1)", {name: INT}),
            ])  # fmt: skip
        return self.rng.choice([
            ("[]", {}), (f"[{name}]", {name: INT}), (f"[{name}, {other}]", {name: INT, other: INT}), (f"[{number}, *_]", {}),
            (f"[{name}, *{other}]", {name: INT, other: INTS}), (f"[*{other}, {name}, _]", {name: INT, other: INTS}),
        ])  # fmt: skip

    def walrus(self) -> list[str] | None:
        name = self.target([INT])
        target = self.target([INT])
        if name is None or target is None:
            return None
        text = f"({name} := {self.small(1)})"
        side = self.rng.choice([f"{text} + {self.expr(INT, 1)}", f"{self.expr(INT, 1)} - {text}", f"{name} * 2 - {text} + {name}"])
        if self.chance(0.5):
            return [f"{target} = ({side}) % 97"]
        return [f"if {self.expr(BOOL, 1)} {self.rng.choice(['and', 'or'])} {side} > {self.rng.randint(-3, 9)}:",
                *self.inner(1)]  # fmt: skip

    def forget(self) -> list[str] | None:
        """A name that is deleted; mostly it gets a value again before it can be read."""
        name = self.target([INT, BOOL, STR])
        if name is None or self.depth and self.chance(0.5):
            return None
        again = f"{name} = {self.literal(self.scope.kinds[name])}"
        return [f"del {name}"] if self.chance(0.1) else [f"del {name}", again]

    def unpack_list(self) -> list[str] | None:
        name = self.target([INTS])
        if name is None:
            return None
        a, b = self.fresh(), self.fresh()
        if self.chance(0.5):
            text = self.rng.choice([f"{a}, *{b}", f"*{b}, {a}", f"{a}, *{b}, _"])
            test, kinds = f"len({name}) >= 2", {a: INT, b: INTS}
        else:
            text, test, kinds = f"{a}, {b}", f"len({name}) == 2", {a: INT, b: INT}
        for x, kind in kinds.items():
            self.scope.add(x, kind)
        line = f"{text} = {name}"
        if self.chance(0.1):
            return [line]
        start = [f"{x} = {self.literal(kind)}" for x, kind in kinds.items()]
        return [*start, f"if {test}:", f"    {line}"]

    def slice_target(self) -> list[str] | None:
        name = self.target([INTS, INTS, ROWS])
        if name is None or not self.scope.changeable(name):
            return None
        place = self.sliced(name)
        if self.chance(0.4):
            return [f"del {place}"]
        if self.scope.kinds[name] == INTS and self.chance(0.2) and not self.loops:
            return [f"{name} *= {self.rng.randint(-1, 2)}"]
        if not self.may_grow():
            return None
        return [f"{place} = {self.grown() if self.scope.kinds[name] == INTS else self.literal(ROWS)}"]

    def branch(self) -> list[str]:
        lines = [f"if {self.condition()}:", *self.inner(self.rng.randint(1, 2))]
        if self.chance(0.3):
            lines += [f"elif {self.condition()}:", *self.inner(self.rng.randint(1, 2))]
        if self.chance(0.5):
            lines += ["else:", *self.inner(self.rng.randint(1, 2))]
        return lines

    def condition(self) -> str:
        name = self.target([INTS, STR])
        if name is not None and self.chance(0.05):
            self.tags.add("truth")
            return name if self.chance(0.5) else f"(not {name})"
        return self.expr(BOOL, 2)

    def call(self) -> list[str] | None:
        helper = self.rng.choice(self.helpers)
        if helper.changes and (self.pure or not self.may_grow()):
            return None
        text = self.called(helper)
        if text is None:
            return None
        if helper.result in ELEMENT:  # may be one of the arguments: a copy keeps the two names apart
            text = f"{text}[:]" if helper.changes else text
        if self.chance(0.3):
            return [text]
        name = self.fresh()
        self.scope.add(name, helper.result)
        return [f"{name} = {text}"]

    # --- changing lists ---

    def may_grow(self) -> bool:
        """True where one more growing statement cannot make lists explode."""
        if self.long == 0:
            return True
        self.quota -= 1
        return self.quota >= 0 and self.loops == self.long

    def grown(self) -> str:
        """What a list may be extended by: inside loops and helpers a literal, else lists would double."""
        if self.loops or self.in_helper:
            return f"[{', '.join(self.small(1) for _ in range(self.rng.randint(1, 2)))}]"
        return self.expr(INTS, 1)

    def change_list(self) -> list[str] | None:
        name = self.target([INTS, INTS, ROWS, PAIRS])
        if name is None or not self.scope.changeable(name):
            return None
        kind = self.scope.kinds[name]
        item = self.stored(ELEMENT[kind])
        how = self.rng.choice(["append", "append", "append", "insert", "extend", "pop", "popat", "set", "set", "aug", "order"])
        if how in ("append", "insert", "extend") and not self.may_grow():
            how = "set"
        if how == "append":
            return [f"{name}.append({item})"]
        if how == "order" and kind == INTS:
            key = f"key={self.unary()}" if self.chance(0.3) else self.rng.choice(["", "reverse=True"])
            gone = [f"if 1 in {name}:", f"    {name}.remove(1)"]
            return self.rng.choice([[f"{name}.sort({key})"], [f"{name}.reverse()"], gone])
        if how == "insert":
            return [f"{name}.insert({self.rng.choice(['0', '1', '-1', '-2', '9', self.expr(INT, 0)])}, {item})"]
        if how == "extend":
            grown = self.grown() if kind == INTS else f"[{item}]"
            if kind == INTS and not self.loops and not self.in_helper and self.chance(0.2):
                grown = name  # xs.extend(xs)
            elif kind == INTS and self.chance(0.2):
                grown = f"(x + 1 for x in {grown})"
            return [f"{name}.extend({grown})"]
        if how in ("pop", "popat"):
            return self.popped(name, kind, how == "popat")
        if how == "aug" and kind == INTS:
            return self.guarded(name, lambda place: self.augmented(place))
        return self.guarded(name, lambda place: f"{place} = {item}")

    def guarded(self, name: str, change: Callable[[str], str]) -> list[str]:
        if self.chance(0.12):  # may really be out of range
            return [change(f"{name}[{self.rng.choice(['0', '1', '-1', '2', '-3', self.expr(INT, 0)])}]")]
        line = change(f"{name}[{self.safe_index(name)}]")
        return [f"if len({name}) > 0:", f"    {line}"]

    def popped(self, name: str, kind: str, at: bool) -> list[str]:
        index = self.safe_index(name) if at else ""
        text = f"{name}.pop({index})"
        if kind == INTS and self.chance(0.25):
            self.tags.add("pop-in-expression")
            other = self.expr(INT, 0)
            text = self.rng.choice([f"{text} - {other}", f"{other} - {text}", f"{text} * 2 + len({name})"])
        line = text
        into = self.target([ELEMENT[kind]])
        if ("pop-in-expression" in self.tags or self.chance(0.5)) and into is not None and kind != ROWS:
            line = f"{into} = {text}"
        if self.chance(0.1):
            return [line]
        return [f"if len({name}) > 0:", f"    {line}"]

    def change_row(self) -> list[str] | None:
        name = self.target([ROWS])
        if name is None or not self.scope.changeable("*rows") or not self.scope.changeable(name):
            return None
        self.tags.add("nested-mutation")
        row = f"{name}[{self.safe_index(name)}]"
        how = self.rng.choice(["append", "set", "augment"])
        if how == "append" and self.may_grow():
            return [f"if len({name}) > 0:", f"    {row}.append({self.small(1)})"]
        index = self.rng.choice(["0", "-1"])
        place = f"{row}[{index}]"
        line = f"{place} = {self.small(1)}" if how != "augment" else self.augmented(place)
        return [f"if len({name}) > 0 and len({row}) > 0:", f"    {line}"]

    def second_name(self) -> list[str] | None:
        name = self.target([INTS, INTS, ROWS])
        if name is None:
            return None
        self.tags.add("alias")
        other = self.fresh("w")
        lines = []
        if self.scope.kinds[name] == ROWS and self.chance(0.6):
            self.tags.add("nested-mutation")
            self.scope.add(other, INTS)
            self.scope.join(other, "*rows")
            lines = [f"{other} = {name}[{self.safe_index(name)}] if len({name}) > 0 else [0]"]
        else:
            self.scope.add(other, self.scope.kinds[name])
            self.scope.join(other, name)
            lines = [f"{other} = {name}"]
        if self.scope.kinds[other] == INTS and self.scope.changeable(other) and self.may_grow():
            lines.append(f"{self.rng.choice([other, other, name if len(lines[0]) < 12 else other])}.append(1)")
        return lines

    def eat(self) -> list[str] | None:
        """A loop that ends because a list gets shorter."""
        name = self.target([INTS])
        total = self.target([INT])
        if name is None or total is None or self.loops or not self.scope.changeable(name):
            return None
        return [
            f"while len({name}) > {self.rng.randint(0, 2)}:",
            f"    {total} {self.rng.choice(['+', '-'])}= {name}.pop({self.rng.choice(['', '0', '-1'])})",
        ]

    # --- loops ---

    def for_range(self) -> list[str]:
        roll = self.rng.random()
        lists = self.scope.names(INTS) + self.scope.names(STR)
        if roll < 0.3:
            bounds = f"{self.rng.randint(0, 4)}"
        elif roll < 0.5 and lists:
            bounds = f"len({self.rng.choice(lists)})"
        elif roll < 0.65:
            bounds = f"{self.expr(INT, 0)} % 5"
        elif roll < 0.8:
            low = self.rng.randint(-3, 3)
            bounds = f"{low}, {low + self.rng.randint(-1, 4)}"
        else:
            low, step = self.rng.randint(-4, 6), self.rng.choice([-3, -2, -1, -1, 2, 3])
            bounds = f"{low}, {low + step * self.rng.randint(-1, 3) + self.rng.randint(-1, 1)}, {step}"
        if (self.loops or self.in_helper) and bounds.startswith("len"):
            bounds = f"min({bounds}, 3)"
        index = self.loop_name()
        return self.loop(f"for {index} in range({bounds}):", {index: INT}, long=bounds.startswith("len"))

    def loop_name(self) -> str:
        """Mostly new; now and then a name that is known already, whose value after the loop is then seen."""
        known = self.target([INT])
        return known if known is not None and self.chance(0.15) else self.fresh("i")

    def loop(self, head: str, names: dict[str, str], over: tuple[str, ...] = (), long: bool = False) -> list[str]:
        def prepare() -> list[str]:
            for name, kind in names.items():
                self.scope.add(name, kind)
            return []

        whole = bool(over) or long
        self.long += whole
        self.quota = 1
        self.scope.running += over
        body = self.inner(self.rng.randint(1, 3), True, prepare)
        del self.scope.running[len(self.scope.running) - len(over) :]
        self.long -= whole
        lines = [head, *body]
        if self.chance(0.25):
            lines += ["else:", *self.inner(1)]
        return lines

    def sequence(self, kind: str) -> tuple[str, tuple[str, ...]]:
        """A list to loop over, and the name that must not change meanwhile (none for a new list)."""
        names = self.scope.names(kind)
        if names and self.chance(0.75):
            name = self.rng.choice(names)
            if self.loops or self.in_helper:
                return f"{name}[:{self.rng.randint(2, 3)}]", ()
            return name, (name,)
        return self.literal(kind), ()

    def for_list(self) -> list[str]:
        kind = self.rng.choice([INTS, INTS, INTS, ROWS, PAIRS])
        text, over = self.sequence(kind)
        if self.chance(0.2):
            text = f"reversed({text})"
        if kind == PAIRS:
            a, b = self.fresh("i"), self.fresh("i")
            return self.loop(f"for {a}, {b} in {text}:", {a: INT, b: INT}, over)
        if kind == ROWS:
            row = self.fresh("row")
            self.scope.join(row, "*rows")
            if not self.pure and self.chance(0.2) and self.scope.changeable("*rows"):
                self.tags.add("nested-mutation")
            return self.loop(f"for {row} in {text}:", {row: INTS}, over)
        name = self.loop_name()
        return self.loop(f"for {name} in {text}:", {name: INT}, over)

    def for_pairs(self) -> list[str]:
        first, over = self.sequence(INTS)
        if self.chance(0.5):
            i, x = self.fresh("i"), self.loop_name()
            return self.loop(f"for {i}, {x} in enumerate({first}):", {i: INT, x: INT}, over)
        kind = self.rng.choice([INTS, INTS, PAIRS])
        second, more = self.sequence(kind)
        a, b = self.fresh("i"), self.fresh("i")
        return self.loop(f"for {a}, {b} in zip({first}, {second}):", {a: INT, b: ELEMENT[kind]}, over + more)

    def while_(self) -> list[str]:
        name, limit = self.fresh("k"), self.rng.randint(1, 4)
        self.scope.add(name, INT, fixed=True)
        down = self.chance(0.3)
        start, guard, step = (limit, f"{name} > 0", "-=") if down else (0, f"{name} < {limit}", "+=")
        lines = [f"{name} = {start}"]
        if self.chance(0.3):
            stop = f"{name} < 0" if down else f"{name} > {limit}"
            ready = [f"{name} {step} 1", f"if {stop}:", "    break"]
            return lines + ["while True:", *self.inner(self.rng.randint(1, 2), True, lambda: ready)]
        if self.chance(0.4):
            other = self.expr(BOOL, 1)
            guard = self.rng.choice([f"{guard} and {other}", f"{other} and {guard}", f"not ({other} or not {guard})"])
        lines += [f"while {guard}:", *self.inner(self.rng.randint(1, 2), True, lambda: [f"{name} {step} 1"])]
        if self.chance(0.25):
            lines += ["else:", *self.inner(1)]
        return lines


def helper(rng: random.Random, name: str, known: list[Helper], tags: set[str]) -> tuple[str, Helper]:
    roll = rng.random()
    if roll < 0.4:  # changes its list
        kinds = [rng.choice([INTS, INTS, INTS, ROWS]), *rng.sample([INT, INTS, BOOL], rng.randint(0, 2))]
        maker = Maker(rng, [], tags, in_helper=True)
        result = rng.choice([INT, BOOL, INTS])
        params = [(f"a{i}", kind) for i, kind in enumerate(kinds)]
        text = maker.function(name, params, result, rng.randint(2, 3), True)
        changes = frozenset(i for i, kind in enumerate(kinds) if kind in ELEMENT)
        return text, Helper(name, tuple(kinds), result, changes)
    if roll < 0.65:  # recursive: counts its first parameter down
        kind = rng.choice([INT, INTS, STR])
        maker = Maker(rng, [], tags, in_helper=True)
        scope = maker.scope
        scope.add("n", INT, fixed=True)
        scope.add("x", kind)
        base, step = maker.expr(kind, 1), {INT: "x + n", INTS: "x + [n]", STR: 'x + "r"'}[kind]
        after = {INT: f"{name}(n - 1, {step}) - n", INTS: f"[n] + {name}(n - 1, {step})"}.get(kind)
        lines = [
            f"def {name}(n: int, x: {kind}) -> {kind}:",
            "    if n <= 0:",
            f"        return {base}",
            f"    return {after if after and rng.random() < 0.6 else f'{name}(n - 1, {step})'}",
        ]
        return "\n".join(lines), Helper(name, (INT, kind), kind, counts=True)
    kinds = [rng.choice([INT, INT, BOOL, STR, INTS, PAIR]) for _ in range(rng.randint(1, 3))]
    maker = Maker(rng, [h for h in known if not h.changes and not h.counts], tags, in_helper=True, pure=True)
    result = rng.choice([INT, INT, BOOL, STR, INTS])
    params = [(f"a{i}", kind) for i, kind in enumerate(kinds)]
    return maker.function(name, params, result, rng.randint(0, 2), False), Helper(name, tuple(kinds), result)


def _parts(kind: str) -> list[str]:
    """The types inside `tuple[…]`, as text."""
    node = ast.parse(kind, mode="eval").body
    assert isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Tuple)
    return [ast.unparse(part) for part in node.slice.elts]
