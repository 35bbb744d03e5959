"""Runs in the sandbox, alone: lets Lean's kernel check every declaration of compiled proofs again (see `replay.py`).

Input on stdin, one line of JSON: `library` (the shared library), `path` (folders of compiled modules that are trusted, with `:`
between), `imports` (names of such modules), `axioms` (that a proof may rest on), `mark` (what the last line of output begins
with), and `proofs`: `{file, space, goal, statement}`, where `file` is the compiled text, which nobody trusts. The answer is a list:
"" for a proof that the kernel accepted, else why not.

The file is read here, byte by byte with every place checked (`Image`), and never shown to Lean: expressions are built anew through
the kernel's own constructors, so that nothing in the file but the terms themselves is believed. The layout is that of Lean
4.35's compacted regions (`.olean` version 2): objects of 8 bytes of header (count 4, size 2, number of pointers 1, tag 1),
pointers, scalars; a pointer counts from the address in the file's header, an odd one is a small number.
"""

from __future__ import annotations

import ctypes
import json
import os
import struct
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

HEADER, ROOT = 0x60, 0x58  # where objects begin; where the pointer to the module's data is
LARGEST = 64 << 20  # bytes of a file that is read
ARRAY, STRING, BIG = 246, 249, 250  # tags of objects that are no constructors
AXIOM, DEFINITION, THEOREM, OPAQUE, QUOTIENT, INDUCTIVE, CONSTRUCTOR, RECURSOR = range(8)  # of ConstantInfo
SAFE = 1  # of DefinitionSafety
DEPTH = 1 << 20  # of recursion that the kernel may use; the stack is the limit
SMALL = 1 << 18  # of what counts something: variables, fields, parameters
COUNT = ctypes.c_int32.from_address  # of references to an object; 0 means that nobody counts
WORDS = [struct.Struct(f"<{n}Q").unpack_from for n in range(8)]
Name = tuple[str | int, ...]
Key = tuple[str, int]  # a level or an expression, by its pointer
Shape = tuple[int, Any, list[Key]]  # the tag of a level or an expression, what it holds besides, and what it is made of
Info = tuple[int, int, tuple[int, ...]]  # kind of a constant, its value, and the pointers to its name, parameters and type


class Refused(Exception):
    """The file proves nothing. The message says why."""


class Image:
    """The objects of one file, by their pointers. Everything is checked; what is not as it should be is `Refused`."""

    def __init__(self, data: bytes, version: str) -> None:
        if len(data) > LARGEST:
            raise Refused(f"the compiled text is larger than {LARGEST >> 20} MB")
        if len(data) < HEADER or data[:6] != b"olean\x02" or data[7:40].rstrip(b"\0") != version.encode():
            raise Refused("the compiled text does not begin as one of this Lean")
        self.data = data
        self.base: int = struct.unpack_from("<Q", data, 0x50)[0]
        self.names: dict[int, Name] = {}
        self.shapes: dict[Key, Shape] = {}

    def place(self, pointer: int, size: int = 8) -> int:
        """Where an object lies in the file, with `size` bytes of it there."""
        at = pointer - self.base
        if pointer % 8 or at < HEADER or at + size > len(self.data):
            raise Refused("the compiled text has a pointer out of it")
        return at

    def word(self, at: int) -> int:
        if at + 8 > len(self.data):
            raise Refused("the compiled text is cut off")
        found: int = struct.unpack_from("<Q", self.data, at)[0]
        return found

    def tag(self, pointer: int) -> int:
        """Of a constructor without fields, its number."""
        return pointer >> 1 if pointer & 1 else self.data[self.place(pointer) + 7]

    def fields(self, pointer: int, tag: int, count: int) -> tuple[int, ...]:
        """The pointers in a constructor, which has to be this one."""
        at = self.place(pointer, 8 + 8 * count)
        if self.data[at + 7] != tag or self.data[at + 6] != count:
            raise Refused("the compiled text has an object of another kind than expected")
        return WORDS[count](self.data, at + 8)

    def scalar(self, pointer: int, offset: int) -> int:
        """The byte at `offset` behind a constructor's pointers."""
        at = self.place(pointer)
        return self.data[self.place(pointer, 9 + 8 * self.data[at + 6] + offset) + 8 + 8 * self.data[at + 6] + offset]

    def array(self, pointer: int) -> list[int]:
        at = self.place(pointer, 24)
        count = self.word(at + 8)
        if self.data[at + 7] != ARRAY or count > len(self.data):
            raise Refused("the compiled text has no array where one should be")
        self.place(pointer, 24 + 8 * count)
        return list(struct.unpack_from(f"<{count}Q", self.data, at + 24))

    def items(self, pointer: int) -> Iterator[int]:
        """The items of a list."""
        for _ in range(len(self.data)):
            if pointer & 1:
                if pointer != 1:
                    break
                return
            head, pointer = self.fields(pointer, 1, 2)
            yield head
        raise Refused("the compiled text has a list without end")

    def string(self, pointer: int) -> bytes:
        at = self.place(pointer, 32)
        size = self.word(at + 8)
        if self.data[at + 7] != STRING or not 0 < size <= len(self.data):
            raise Refused("the compiled text has no string where one should be")
        text = self.data[at + 32 : self.place(pointer, 32 + size) + 32 + size - 1]
        try:
            text.decode()
        except UnicodeDecodeError:
            raise Refused("the compiled text has a string that is none") from None
        return text

    def number(self, pointer: int) -> int:
        if pointer & 1:
            return pointer >> 1
        at = self.place(pointer, 24)
        size, limbs = struct.unpack_from("<iQ", self.data, at + 12)
        if self.data[at + 7] != BIG or not 0 < size <= len(self.data):
            raise Refused("the compiled text has no number where one should be")
        start = self.place(limbs, 8 * size)
        return int.from_bytes(self.data[start : start + 8 * size], "little")

    def name(self, pointer: int) -> Name:
        if pointer not in self.names:
            parts: list[str | int] = []
            at = pointer
            while at != 1:
                if len(parts) > 10_000:
                    raise Refused("the compiled text has a name without end")
                tag = self.tag(at)
                at, last = self.fields(at, tag if tag in (1, 2) else 1, 2)
                parts.append(self.string(last).decode() if tag == 1 else self.number(last))
            self.names[pointer] = tuple(reversed(parts))
        return self.names[pointer]

    def constants(self) -> list[int]:
        """The module's declarations (ConstantInfo)."""
        return self.array(self.fields(self.word(ROOT), 0, 5)[2])

    def small(self, pointer: int) -> int:
        """A number that counts something."""
        found = self.number(pointer)
        if found > SMALL:
            raise Refused("the compiled text has too large a number")
        return found

    def shape(self, key: Key) -> Shape:
        found = self.shapes.get(key)
        if found is None:
            found = self.shapes[key] = self.level(key[1]) if key[0] == "level" else self.expression(key[1])
        return found

    def level(self, pointer: int) -> Shape:
        tag = self.tag(pointer)
        if tag == 0:
            return tag, None, []
        if tag in (1, 2, 3):  # successor, maximum, impredicative maximum
            return tag, None, [("level", p) for p in self.fields(pointer, tag, 1 if tag == 1 else 2)]
        if tag == 4:
            return tag, self.name(self.fields(pointer, 4, 1)[0]), []
        raise Refused("the compiled text has an unfinished level")

    def expression(self, pointer: int) -> Shape:
        tag = self.tag(pointer)
        if tag == 0:
            return tag, self.small(self.fields(pointer, 0, 1)[0]), []
        if tag == 3:  # a sort
            return tag, None, [("level", self.fields(pointer, 3, 1)[0])]
        if tag == 4:  # a constant
            name, levels = self.fields(pointer, 4, 2)
            return tag, self.name(name), [("level", p) for p in self.items(levels)]
        if tag == 5:  # an application
            return tag, None, [("expression", p) for p in self.fields(pointer, 5, 2)]
        if tag in (6, 7, 8):  # fun, forall, let
            name, *parts = self.fields(pointer, tag, 4 if tag == 8 else 3)
            return tag, self.name(name), [("expression", p) for p in parts]
        if tag == 9:  # a literal
            value = self.fields(pointer, 9, 1)[0]
            if self.tag(value) == 0:
                return tag, self.number(self.fields(value, 0, 1)[0]), []
            return tag, self.string(self.fields(value, 1, 1)[0]), []
        if tag == 10:  # notes for the elaborator: the kernel looks through them
            return tag, None, [("expression", self.fields(pointer, 10, 2)[1])]
        if tag == 11:  # a projection
            name, index, whole = self.fields(pointer, 11, 3)
            return tag, (self.name(name), self.small(index)), [("expression", whole)]
        raise Refused("the compiled text has an unfinished expression")

    def mentioned(self, roots: list[int]) -> set[Name]:
        """The constants in expressions, and the structures that they project from."""
        stack: list[Key] = [("expression", root) for root in roots]
        seen, found = set(stack), set()
        while stack:
            key = stack.pop()
            tag, held, parts = self.shape(key)
            if key[0] == "expression" and tag in (4, 11):
                found.add(held if tag == 4 else held[0])
            for part in parts:
                if part not in seen:
                    seen.add(part)
                    stack.append(part)
        return found

    def declared(self) -> dict[Name, Info]:
        """What the module declares."""
        found: dict[Name, Info] = {}
        for info in self.constants():
            kind = self.tag(info)
            [value] = self.fields(info, kind, 1)
            common = self.fields(self.fields(value, 0, self.data[self.place(value) + 6])[0], 0, 3)
            name = self.name(common[0])
            if name in found:
                raise Refused(f"the compiled text declares {dotted(name)} twice")
            found[name] = kind, value, common
        return found


class Kernel:
    """Lean's kernel, through the library's own functions. Objects are made immortal, so nothing has to be counted."""

    def __init__(self, library: str) -> None:
        self.library = ctypes.CDLL(library, mode=ctypes.RTLD_GLOBAL)
        self.buffers: list[Any] = []  # memory of objects that are made here
        self.given: dict[Name, int] = {(): 1}
        for start in ("lean_initialize", "lean_io_mark_end_initialization"):
            self.library[start].restype = None
            self.library[start]()
        self.make_text, self.make_number = self.call("lean_mk_string_from_bytes", "sw"), self.call("lean_cstr_to_nat", "s")
        self.text_name, self.numeral_name = self.call("lean_name_mk_string", "ww"), self.call("lean_name_mk_numeral", "ww")
        self.find, self.declare = self.call("lean_environment_find", "ww"), self.call("lean_add_decl", "wwwww")
        self.succeeded(self.call("lean_init_search_path")())

    def call(self, name: str, arguments: str = "") -> Callable[..., int]:
        """A function of the library that gives an object. Arguments: `w` a machine word, `u` four bytes, `b` one,
        `s` for a string of bytes."""
        found = self.library[name]
        kinds: dict[str, Any] = {"w": ctypes.c_uint64, "u": ctypes.c_uint32, "b": ctypes.c_uint8, "s": ctypes.c_char_p}
        found.restype, found.argtypes = ctypes.c_uint64, [kinds[c] for c in arguments]

        def run(*args: object) -> int:
            made: int = found(*args)
            if not made & 1:
                COUNT(made).value = 0
            return made

        return run

    def immortal(self, pointer: int) -> int:
        if not pointer & 1:
            COUNT(pointer).value = 0
        return pointer

    def word(self, pointer: int, i: int) -> int:
        """Field i of an object of Lean's own."""
        return ctypes.c_uint64.from_address(pointer + 8 + 8 * i).value

    def tag(self, pointer: int) -> int:
        return ctypes.c_uint8.from_address(pointer + 7).value

    def succeeded(self, result: int) -> int:
        """The value of an `IO` result."""
        if self.tag(result) != 0:
            raise Refused("Lean could not load its library")
        return self.immortal(self.word(result, 0))

    def object(self, data: bytes) -> int:
        self.buffers.append(ctypes.create_string_buffer(data, len(data) + 8))
        return ctypes.addressof(self.buffers[-1])

    def constructor(self, tag: int, fields: list[int], scalars: bytes = b"") -> int:
        size = 8 + 8 * len(fields) + len(scalars)
        return self.object(struct.pack(f"<iHBB{len(fields)}Q", 0, size, len(fields), tag, *fields) + scalars)

    def array(self, items: list[int]) -> int:
        return self.object(struct.pack(f"<iHBBQQ{len(items)}Q", 0, 0, 0, ARRAY, len(items), len(items), *items))

    def chain(self, items: list[int]) -> int:
        """A list of Lean's."""
        made = 1
        for item in reversed(items):
            made = self.constructor(1, [item, made])
        return made

    def string(self, text: bytes) -> int:
        return self.make_text(text, len(text))

    def number(self, n: int) -> int:
        return 2 * n + 1 if n < 1 << 62 else self.make_number(str(n).encode())

    def name(self, name: Name) -> int:
        if name not in self.given:
            last = name[-1]
            above = self.name(name[:-1])
            if isinstance(last, str):
                self.given[name] = self.text_name(above, self.string(last.encode()))
            else:
                self.given[name] = self.numeral_name(above, self.number(last))
        return self.given[name]

    def environment(self, modules: list[str]) -> int:
        imports = [self.constructor(0, [self.name(tuple(m.split(".")))], b"\0\1\0\0\0\0\0\0") for m in modules]
        leaf = 3  # an empty tree: its constructor's number, 1, as a small one
        options = self.constructor(0, [leaf], b"\0" * 8)
        load = self.call("l_Lean_importModules", "wwuwbbbw")
        made = load(self.array(imports), options, 0, self.array([]), 0, 0, 2, leaf)
        return self.call("lean_elab_environment_to_kernel_env", "w")(self.succeeded(made))

    def kind(self, environment: int, name: Name) -> int | None:
        """Which kind of constant has the name there (None: no one)."""
        found = self.find(environment, self.name(name))
        return None if found & 1 else self.tag(self.word(found, 0))

    def add(self, environment: int, declaration: int, name: Name) -> int:
        """The environment with a declaration that the kernel accepts."""
        result = self.declare(environment, 0, DEPTH, declaration, 1)
        if self.tag(result) != 1:
            raise Refused(f"the kernel does not accept {dotted(name)}")
        return self.immortal(self.word(result, 0))


class Terms:
    """Builds the file's expressions in Lean."""

    def __init__(self, image: Image, kernel: Kernel) -> None:
        self.image, self.kernel = image, kernel
        self.made: dict[Key, int] = {}
        levels = (("zero", "w"), ("succ", "w"), ("max", "ww"), ("imax", "ww"), ("param", "w"))
        self.levels = [kernel.call(f"lean_level_mk_{n}", arguments) for n, arguments in levels]
        makers = {
            0: ("bvar", "w"), 3: ("sort", "w"), 4: ("const", "ww"), 5: ("app", "ww"), 6: ("lambda", "wwwb"), 7: ("forall", "wwwb"),
            8: ("let", "wwwwb"), 9: ("lit", "w"), 11: ("proj", "www"),
        }  # fmt: skip
        self.makers = {tag: kernel.call(f"lean_expr_mk_{n}", arguments) for tag, (n, arguments) in makers.items()}

    def expression(self, pointer: int) -> int:
        root: Key = ("expression", pointer)
        stack, opened = [root], set()
        while stack:
            key = stack[-1]
            if key in self.made:
                stack.pop()
                continue
            tag, held, parts = self.image.shape(key)
            missing = [part for part in parts if part not in self.made]
            if missing:
                if key in opened:
                    raise Refused("the compiled text has an expression inside itself")
                opened.add(key)
                stack += missing
            else:
                stack.pop()
                make = self.level if key[0] == "level" else self.term
                self.made[key] = make(tag, held, [self.made[part] for part in parts])
        return self.made[root]

    def level(self, tag: int, held: Any, parts: list[int]) -> int:
        return self.levels[tag](*([1] if tag == 0 else [self.kernel.name(held)] if tag == 4 else parts))

    def term(self, tag: int, held: Any, parts: list[int]) -> int:
        kernel, make = self.kernel, self.makers.get(tag)
        if make is None:
            return parts[0]
        if tag == 0:
            return make(kernel.number(held))
        if tag == 4:
            return make(kernel.name(held), kernel.chain(parts))
        if tag in (6, 7, 8):
            return make(kernel.name(held), *parts, 0)
        if tag == 9:
            value = kernel.number(held) if isinstance(held, int) else kernel.string(held)
            return make(kernel.constructor(0 if isinstance(held, int) else 1, [value]))
        if tag == 11:
            return make(kernel.name(held[0]), kernel.number(held[1]), *parts)
        return make(*parts)

    def constant(self, name: Name) -> int:
        return self.makers[4](self.kernel.name(name), 1)


class Unit:
    """What is added in one step: a definition, a theorem, or a family of inductive types."""

    def __init__(self, name: Name, mentioned: set[Name], declare: Callable[[], int]) -> None:
        self.name, self.mentioned, self.declare = name, mentioned, declare


class Module:
    """The declarations of one file, as units."""

    def __init__(self, image: Image, kernel: Kernel) -> None:
        self.image, self.kernel, self.terms = image, kernel, Terms(image, kernel)
        self.infos = image.declared()
        self.units: dict[Name, Unit] = {}
        for name in self.infos:
            self.read(name)

    def parameters(self, common: tuple[int, ...]) -> int:
        return self.kernel.chain([self.kernel.name(self.image.name(p)) for p in self.image.items(common[1])])

    def common(self, common: tuple[int, ...]) -> int:
        name, _, type_ = common
        return self.kernel.constructor(
            0, [self.kernel.name(self.image.name(name)), self.parameters(common), self.terms.expression(type_)]
        )

    def read(self, name: Name) -> None:
        kind, value, common = self.infos[name]
        image = self.image
        if kind == DEFINITION:
            _, body, hints, _ = image.fields(value, 0, 4)
            if image.scalar(value, 0) != SAFE:
                return  # code that runs, of which proofs know nothing
            self.units[name] = Unit(
                name, image.mentioned([common[2], body]), lambda: self.definition(name, common, body, hints)
            )
        elif kind == THEOREM:
            body = image.fields(value, 0, 3)[1]
            self.units[name] = Unit(name, image.mentioned([common[2], body]), lambda: self.theorem(name, common, body))
        elif kind == INDUCTIVE:
            self.family(name, value, common)
        elif kind not in (CONSTRUCTOR, RECURSOR):  # those come with their type
            what = {AXIOM: "an axiom", OPAQUE: "an opaque constant", QUOTIENT: "quotients"}.get(kind, "something unknown")
            raise Refused(f"it declares {what}: {dotted(name)}")

    def definition(self, name: Name, common: tuple[int, ...], body: int, hints: int) -> int:
        kernel, image = self.kernel, self.image
        hint = hints  # opaque or abbreviation: small numbers
        if not hints & 1:
            image.fields(hints, 2, 0)
            hint = kernel.constructor(2, [], bytes(image.scalar(hints, i) for i in range(4)) + b"\0" * 4)
        elif hints > 3:
            raise Refused("the compiled text has an object of another kind than expected")
        all_ = kernel.chain([kernel.name(name)])
        made = kernel.constructor(0, [self.common(common), self.terms.expression(body), hint, all_], bytes([SAFE]) + b"\0" * 7)
        return kernel.constructor(1, [made])

    def theorem(self, name: Name, common: tuple[int, ...], body: int) -> int:
        kernel = self.kernel
        made = kernel.constructor(0, [self.common(common), self.terms.expression(body), kernel.chain([kernel.name(name)])])
        return kernel.constructor(2, [made])

    def family(self, name: Name, value: int, common: tuple[int, ...]) -> None:
        image, kernel = self.image, self.kernel
        _, size, _, all_, _, _ = image.fields(value, 0, 6)
        if image.scalar(value, 1):
            return  # unsafe
        names = [image.name(p) for p in image.items(all_)]
        if name not in names or name != names[0]:
            return  # it comes with the first of its family
        types: list[tuple[tuple[int, ...], list[tuple[int, ...]]]] = []
        for member in names:
            kind, at, own = self.infos.get(member, (-1, 0, ()))
            if kind != INDUCTIVE:
                raise Refused(f"the compiled text has only a part of the family of {dotted(name)}")
            makers = []
            for maker in image.items(image.fields(at, 0, 6)[4]):
                found = self.infos.get(image.name(maker), (-1, 0, ()))
                if found[0] != CONSTRUCTOR:
                    raise Refused(f"the compiled text has only a part of the family of {dotted(name)}")
                makers.append(found[2])
            types.append((own, makers))
        inside = {*names, *(image.name(m[0]) for _, makers in types for m in makers)}
        mentioned = self.image.mentioned([c[2] for own, makers in types for c in (own, *makers)]) - inside

        def declare() -> int:
            members = [
                kernel.constructor(0, [
                    kernel.name(image.name(own[0])), self.terms.expression(own[2]),
                    kernel.chain([
                        kernel.constructor(0, [kernel.name(image.name(m[0])), self.terms.expression(m[2])]) for m in makers
                    ]),
                ])
                for own, makers in types
            ]  # fmt: skip
            fields = [self.parameters(common), kernel.number(image.small(size)), kernel.chain(members)]
            return kernel.constructor(6, fields, b"\0" * 8)

        unit = Unit(name, mentioned, declare)
        recursors = {n for n, (kind, _, _) in self.infos.items() if kind == RECURSOR and n[:-1] in names}
        for each in inside | recursors:
            self.units[each] = unit

    def ordered(self) -> list[Unit]:
        """Every unit after those that it mentions."""
        done: dict[Name, None] = {}
        for root in self.units.values():
            stack, opened = [root], set()
            while stack:
                unit = stack[-1]
                if unit.name in done:
                    stack.pop()
                    continue
                below = [self.units[n] for n in sorted(unit.mentioned, key=repr) if n in self.units]
                missing = [u for u in below if u.name not in done]
                if missing:
                    if unit.name in opened:
                        raise Refused(f"{dotted(unit.name)} rests on itself")
                    opened.add(unit.name)
                    stack += missing
                else:
                    stack.pop()
                    done[unit.name] = None
        return [self.units[n] for n in done]


def dotted(name: Name) -> str:
    return ".".join(map(str, name))


def check(kernel: Kernel, base: int, proof: dict[str, str], axioms: set[Name], version: str) -> None:
    """Raises `Refused` unless the kernel takes the file's theorem for a proof of the statement."""
    with open(proof["file"], "rb") as file:
        module = Module(Image(file.read(LARGEST + 1), version), kernel)
    space = proof["space"]
    environment = base
    for unit in module.ordered():
        # Short names outside are the kernel's own and the library's: what it computes by name must be what it knows.
        if unit.name[:1] not in ((space,), ("_private",)) and len(unit.name) < 3:
            raise Refused(f"it declares {dotted(unit.name)}, outside of the proof")
        for name in unit.mentioned:
            if name not in module.units and kernel.kind(base, name) == AXIOM and name not in axioms:
                raise Refused(f"the proof rests on what is not allowed: {dotted(name)}")
        environment = kernel.add(environment, unit.declare(), unit.name)
    statement, goal = tuple(proof["statement"].split(".")), (space, proof["goal"])
    if goal not in module.units:
        raise Refused(f"there is no theorem {proof['goal']}")
    verdict = ("Verdict",)
    common = kernel.constructor(0, [kernel.name(verdict), 1, module.terms.constant(statement)])
    made = kernel.constructor(0, [common, module.terms.constant(goal), kernel.chain([kernel.name(verdict)])])
    try:
        kernel.add(environment, kernel.constructor(2, [made]), verdict)
    except Refused:
        raise Refused(f"the kernel does not take `{proof['goal']}` for a proof of our statement") from None


def main() -> None:
    sys.set_int_max_str_digits(0)
    job = json.loads(sys.stdin.buffer.readline())
    os.environ["LEAN_PATH"] = job["path"]
    kernel = Kernel(job["library"])
    base = kernel.environment(job["imports"])
    axioms: set[Name] = {tuple(name.split(".")) for name in job["axioms"]}
    answers = []
    for proof in job["proofs"]:
        try:
            check(kernel, base, proof, axioms, job["version"])
            answers.append("")
        except Refused as why:
            answers.append(str(why))
        except (struct.error, IndexError, MemoryError) as error:
            answers.append(f"the compiled text is malformed ({type(error).__name__})")
    os.write(1, ("\n" + job["mark"] + json.dumps(answers) + "\n").encode())
    os._exit(0)


if __name__ == "__main__":
    threading.stack_size(256 << 20)
    thread = threading.Thread(target=main)
    thread.start()
    thread.join()
