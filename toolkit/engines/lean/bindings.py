"""Bindings of the notation, tactics and macros that the Lean binary holds.

Lean's own `Init` declares its notation and tactics in Lean; their compiled descriptions and macros are exported symbols of
the shared library. A declaration without a body, of the same name and with the parser's attribute, binds one:
`@[extern "n", tactic_parser 1000] opaque Lean.Parser.Tactic.intro : Lean.ParserDescr`. `read_symbols` reads the names from the
loaded library (a parser's descriptor holds its own name), `render` writes the declarations. Nothing but names is taken.

A parser bound to the wrong category makes Lean loop, so only those whose category is certain are bound.
"""

from __future__ import annotations

import json
import re
from typing import Any

from toolkit.engines import sandbox
from toolkit.engines.lean.toolchain import Toolchain

FORMAT = "2"  # of what `render` writes: a change makes everything compile again

# Lean 4's object layout (32-bit count, 16-bit size, 8-bit number of fields, 8-bit tag; strings have tag 249) and ELF64's.
_READ = r"""
import bisect, ctypes, json, mmap, re, struct, sys


def dynamic_symbols(path):
    # ELF64, little endian: (name, address, size, is_function) of every defined dynamic symbol
    with open(path, "rb") as f:
        data = mmap.mmap(f.fileno(), 0, access=mmap.ACCESS_READ)
    if data[:6] != b"\x7fELF\x02\x01":
        raise SystemExit("not a 64-bit little-endian ELF file")
    offset, entry, count = struct.unpack_from("<Q", data, 40)[0], *struct.unpack_from("<HH", data, 58)
    heads = [struct.unpack_from("<IIQQQQIIQQ", data, offset + k * entry) for k in range(count)]
    table = next(h for h in heads if h[1] == 11)
    names = heads[table[6]]
    text = data[names[4] : names[4] + names[5]]
    for k in range(table[5] // 24):
        name, info, _, section, value, size = struct.unpack_from("<IBBHQQ", data, table[4] + 24 * k)
        if section:
            yield text[name : text.index(b"\0", name)].decode(), value, size, info & 15 == 2


class Memory:
    def __init__(self):
        self.ranges = []
        for line in open("/proc/self/maps"):
            words = line.split()
            a, b = words[0].split("-")
            if words[1][0] == "r" and "[v" not in line:
                self.ranges.append((int(a, 16), int(b, 16)))
        self.starts = [a for a, _ in self.ranges]

    def word(self, p):
        i = bisect.bisect_right(self.starts, p) - 1
        if p & 7 or i < 0 or p + 8 > self.ranges[i][1]:
            raise ValueError(hex(p))
        return ctypes.c_uint64.from_address(p).value

    def head(self, p):
        w = self.word(p)
        return w >> 48 & 255, w >> 56  # fields, tag

    def string(self, p):
        if self.head(p)[1] != 249:
            raise ValueError("not a string")
        return ctypes.string_at(p + 32, self.word(p + 8) - 1).decode()

    def name(self, p):
        if p == 1:
            return ""
        if self.head(p) not in ((2, 1), (2, 2)):
            raise ValueError("not a name")
        prefix, part = self.name(self.word(p + 8)), self.word(p + 16)
        last = self.string(part) if self.head(p)[1] == 1 else str(part >> 1)
        return f"{prefix}.{last}" if prefix else last


def main(path):
    lib = ctypes.CDLL(path, mode=ctypes.RTLD_GLOBAL)
    lib.lean_initialize_runtime_module()
    lib.initialize_Init.argtypes = [ctypes.c_uint8]
    lib.initialize_Init.restype = ctypes.c_void_p
    lib.initialize_Init(1)
    memory, parsers, macros = Memory(), [], []
    for name, address, size, function in dynamic_symbols(path):
        if not name.startswith("l_"):
            continue
        if function:
            if re.search(r"_?__aux__.*______(macroRules|unexpand)__.*__\d+$", name):
                macros.append((address, name))
        elif size == 8 and "___closed" not in name:
            try:
                p = ctypes.c_void_p.in_dll(lib, name).value or 0
                fields, tag = memory.head(p)
                if tag in (3, 4, 9) and fields in (2, 3, 4):
                    kind = memory.name(memory.word(p + (16 if tag == 9 else 8)))
                    parsers.append((address, tag, kind))
            except (ValueError, UnicodeDecodeError):
                continue
    json.dump({"parsers": sorted(parsers), "macros": sorted(macros)}, sys.stdout)


main(sys.argv[1])
"""

# Constructors of Lean.ParserDescr.
_NODE, _TRAILING, _ANTIQUOT = 3, 4, 9

_LEFT_OUT = re.compile(
    r"^(.*withAnnotate(State|Term)$|Std|Rat|Vector|BitVec|String|Array|Int|Bool|List\.|_private|DerivingHelpers"
    r"|Lean\.(Doc|Elab|Json|Linter|Meta|Option|Order|Widget|Server|PrettyPrinter|PostprocessTraces|Compiler|Grind|Attr|_root_"
    r"|termMacro|guard|deprecated|reduce|includeStr|command|builtin|run[A-Z]|info)"
    r"|Lean\.Parser\.(Sym|Command|command|grind|cbv|check|discr|simproc|reset|timeCmd|colon|equal|Term\.quot"
    r"|Attr\.(grind|lia|cbv|seval|spec|simproc|wf_|method)"
    r"|Tactic\.(Grind|bv|grind|sym$|cutsat|lia$|grobner|try|suggestions|declareSimpLike|nativeDecide|runTac|dbgTrace|sleep|vcgen"
    r"|simpArith|simpAllArith|m[a-z]*(Macro|Error|Pat)"
    r"|m(assumption|cases|clear|constructor|dup|exact|exfalso|exists|frame|have|intro|leave|left|pure|refine|rename|replace|revert"
    r"|right|spec|start|stop|vcgen))))"
)
_EXT = ("Lean.Elab.Tactic.Ext.ext", "Lean.Elab.Tactic.Ext.applyExtTheorem", "Lean.Elab.Tactic.Ext.tacticExt1___")
_TERMS = (
    "coeNotation", "coeFunNotation", "coeSortNotation", "boolIfThenElse", "rawNatLit", "Lean.calc", "Lean.byElab",
    "Lean.Parser.Tactic.by?", "Lean.Parser.Tactic.showTermElab",
)  # fmt: skip
_TACTICS = ("Lean.calcTactic", "Lean.cdot", "Lean.solveTactic", "Lean.Parser.Tactic.Conv.conv", *_EXT)
_CONV = ("Lean.convCalc_", *(f"Lean.Parser.Tactic.guard{what}Conv" for what in ("Expr", "Hyp", "Target")))
# Pattern of the name -> category. The name that `syntax` and `notation` make up begins with the category's.
_CATEGORIES = (
    (r"(Lean\.)?term", "term"),
    (r"prec|Lean\.Parser\.Syntax\.\w+Prec$", "prec"),
    (r"prio|Lean\.Parser\.Syntax\.\w+Prio$", "prio"),
    (r"stx", "stx"),
    (r"tactic", "tactic"),
    (r"Lean\.Parser\.Tactic\.Conv\.", "conv"),
    (r"Lean\.Parser\.Tactic\.rcasesPat\.", "rcasesPat"),
    (r"Lean\.Parser\.Tactic\.rintroPat\.", "rintroPat"),
    (r"Lean\.binderPred", "binderPred"),
    (r"Lean\.Parser\.Attr\.", "attr"),
    (r"Lean\.Parser\.Tactic\.[^.]*$", "tactic"),
)
# Constants of the library that are printed as their notation.
_PRINTED = (
    "HAdd.hAdd", "HSub.hSub", "HMul.hMul", "HDiv.hDiv", "HMod.hMod", "HPow.hPow", "Neg.neg", "Dvd.dvd", "HAppend.hAppend",
    "Eq", "Ne", "HEq", "LT.lt", "LE.le", "GT.gt", "GE.ge", "And", "Or", "Not", "Iff", "Prod", "List.cons",
)  # fmt: skip
_PRINTERS = (("unexpandExists", "Exists"), ("unexpandListNil", "List.nil"), ("unexpandListCons", "List.cons"))
_OWN_CATEGORIES = ("rcasesPat", "rintroPat", "binderPred", "conv")  # the others are built in


def read_symbols(lean: Toolchain) -> dict[str, Any]:
    """`{"parsers": [[address, constructor, kind]], "macros": [[address, symbol]]}`, by address. Runs in the sandbox."""
    limits = sandbox.Limits(wall_s=120.0, cpu_s=120, memory=8 << 30, processes=64, threads=64)
    done = sandbox.run_python(_READ, [lean.file], limits=limits, readable=[lean.folder])
    if done.rc != 0:
        raise RuntimeError(f"the symbols of {lean.name} could not be read: {done.stderr.decode(errors='replace')[-500:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def render(symbols: dict[str, Any]) -> str:
    """The text of the module `Init.Notation`."""
    lines = ["prelude", "import Init.Syntax", "set_option linter.all false"]
    lines += [f"declare_syntax_cat {name}" for name in _OWN_CATEGORIES]
    kinds: dict[str, str] = {}  # with "_" for "." -> kind
    for _, constructor, kind in symbols["parsers"]:
        flat = kind.replace(".", "_")
        if flat in kinds:
            continue
        attribute = ""
        if constructor != _ANTIQUOT:
            category = _category(kind)
            if category is None:
                continue
            attribute = f", {category}_parser 1000"
        elif _LEFT_OUT.match(kind):
            continue
        kinds[flat] = kind
        sort = "Lean.TrailingParserDescr" if constructor == _TRAILING else "Lean.ParserDescr"
        lines.append(f'@[extern "n"{attribute}] opaque {_quote(kind)} : {sort}')
    flat_printed = {name.replace(".", "_"): name for name in _PRINTED}
    for _, symbol in symbols["macros"]:
        found = re.match(r"l_((?:[A-Za-z0-9_]*?_)?)__aux__(.*)$", symbol)
        if not found:
            continue
        space, name = found[1].rstrip("_").replace("_", "."), "_aux_" + _demangle(found[2])
        parts = re.match(r"_aux_.*?___macroRules_(.*)_\d+$", name)
        if parts and parts[1] in kinds:
            full = f"{space}.«{name}»" if space else f"«{name}»"
            lines.append(f'@[extern "n", macro {_quote(kinds[parts[1]])}] opaque {full} : Lean.Macro')
        printed = re.match(r"_aux_.*?___unexpand_(.*)_\d+$", name)
        if printed and not space and printed[1] in flat_printed:
            lines.append(_printer(f"«{name}»", flat_printed[printed[1]]))
    lines += [_printer(name, constant) for name, constant in _PRINTERS]
    return "\n".join(lines) + "\n"


def _printer(name: str, constant: str) -> str:
    return f'@[extern "n", app_unexpander {constant}] opaque {name} : Lean.PrettyPrinter.Unexpander'


def _category(kind: str) -> str | None:
    for names, category in ((_TACTICS, "tactic"), (_TERMS, "term"), (_CONV, "conv")):
        if kind in names:
            return category
    if _LEFT_OUT.match(kind):
        return None
    return next((category for pattern, category in _CATEGORIES if re.match(pattern, kind)), None)


def _quote(name: str) -> str:
    """Every part in quotes: some are keywords. The last one may itself hold dots."""
    space, last = re.match(r"((?:[A-Za-z_][A-Za-z0-9_]*\.)*)(.*)$", name).groups()  # type: ignore[union-attr]
    return ".".join(f"«{part}»" for part in [*space.split(".")[:-1], last])


def _demangle(text: str) -> str:
    """Lean's name mangling, inside one part of a name (and dots between parts)."""
    codes = r"__|_x([0-9a-f]{2})|_u([0-9a-f]{4})|_U([0-9a-f]{8})|_"

    def plain(match: re.Match[str]) -> str:
        code = match[1] or match[2] or match[3]
        return chr(int(code, 16)) if code else "_" if match[0] == "__" else "."

    return re.sub(codes, plain, text)
