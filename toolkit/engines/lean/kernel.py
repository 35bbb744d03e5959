"""Theorems for Lean's kernel itself: terms go to it as they are, no text is elaborated.

The kernel is the same as behind `checker.check` (`lean_add_decl` of the same library, in the environment that our compiled
modules give); what is left out is everything before it, which takes ten times as long. The calls are those of one release's
library, so only that release is driven this way (`fits`); the child shows first that it accepts a truth and refuses a
falsehood.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from attrs import frozen

from toolkit.engines.lean import process
from toolkit.engines.lean.library import library
from toolkit.engines.lean.process import Limits
from toolkit.engines.lean.terms import CONSTANTS, Terms
from toolkit.engines.lean.toolchain import Toolchain

_RELEASES = frozenset({("embedded", "4.35.0", "eb6cafb7290e8bd5f2937522d8d804f58f02bafc")})
_RECURSION = 10_000  # levels of the kernel's own recursion, beside the stack that bounds it

# A child of the sandbox; its own child speaks to the library, so that one theorem that takes it down does not take the answer down.
_PROGRAM = r"""
import ctypes, json, os, resource, sys, threading, time
job = json.loads(sys.stdin.buffer.readline())
sys.set_int_max_str_digits(0)

def work():
    os.environ["LEAN_PATH"] = job["path"]
    if hasattr(os, "putenv"):
        os.putenv("LEAN_PATH", job["path"])
    lib = ctypes.CDLL(job["library"], mode=ctypes.RTLD_GLOBAL)
    obj, u8, u32, size = ctypes.c_void_p, ctypes.c_uint8, ctypes.c_uint32, ctypes.c_size_t

    def function(name, *args):
        found = getattr(lib, name)
        found.restype, found.argtypes = obj, args
        return found

    def tag(o):
        return u8.from_address(o + 7).value

    def field(o, i):
        return obj.from_address(o + 8 + 8 * i).value

    def result(o, what):
        if tag(o):
            raise SystemExit(what + " failed")
        return field(o, 0)

    counter = ctypes.c_int32.from_address

    def keep(o):  # an object that lives as long as the process: nothing counts its references
        if not o & 1:
            counter(o).value = 0
        return o

    allocate = function("lean_alloc_object", size)

    def made(number, fields, flags=b""):
        length = 8 + 8 * len(fields) + (len(flags) + 7) // 8 * 8
        o = allocate(length)
        counter(o).value = 0
        ctypes.c_uint16.from_address(o + 4).value = length
        u8.from_address(o + 6).value = len(fields)
        u8.from_address(o + 7).value = number
        for i, f in enumerate(fields):
            obj.from_address(o + 8 + 8 * i).value = f
        ctypes.memmove(o + 8 + 8 * len(fields), flags, len(flags))
        return o

    NONE, LEAF = 1, 3  # boxed constructors: the first, the second
    function("lean_initialize")()
    result(function("initialize_Lean", u8)(1), "initialisation")
    function("lean_io_mark_end_initialization")()
    function("lean_init_task_manager_using", ctypes.c_uint)(1)
    result(function("lean_init_search_path")(), "the search path")
    string, append = function("lean_mk_string", ctypes.c_char_p), function("l_Lean_Name_str___override", obj, obj)
    array, push = function("lean_mk_array", obj, obj), function("lean_array_push", obj, obj)

    def simple(text):
        return keep(append(NONE, keep(string(text.encode()))))

    def dotted(text):
        found = NONE
        for part in text.split("."):
            found = keep(append(found, keep(string(part.encode()))))
        return found

    modules = array(1, 1)
    for name in job["imports"]:
        modules = push(modules, made(0, [dotted(name)], bytes([0, 1, 0])))
    options = obj.in_dll(lib, "l_Lean_Options_empty").value
    load = function("l_Lean_importModules", obj, obj, u32, obj, u8, u8, u8, obj)
    env = result(load(modules, options, 0, array(1, 1), 1, 0, 2, LEAF), "the import")
    env = keep(function("lean_elab_environment_to_kernel_env", obj)(env))

    level = [NONE, keep(function("lean_level_mk_succ", obj)(keep(function("lean_level_mk_zero", obj)(NONE))))]
    level[0] = keep(function("lean_level_mk_zero", obj)(NONE))

    def levels(numbers):
        found = NONE
        for n in reversed(numbers):
            found = made(1, [level[n], found])
        return found

    bvar, const = function("lean_expr_mk_bvar", obj), function("lean_expr_mk_const", obj, obj)
    app, fvar = function("lean_expr_mk_app", obj, obj), function("lean_expr_mk_fvar", obj)
    lam = function("lean_expr_mk_lambda", obj, obj, obj, u8)
    pi = function("lean_expr_mk_forall", obj, obj, obj, u8)
    lit, sort = function("lean_expr_mk_lit", obj), function("lean_expr_mk_sort", obj)
    number = function("lean_cstr_to_nat", ctypes.c_char_p)
    abstract = function("lean_expr_abstract_range", obj, obj, obj)
    add = function("lean_add_decl", obj, size, size, obj, obj)
    theorem = function("lean_mk_theorem_val", obj, obj, obj, obj, obj)
    beats = function("lean_io_set_heartbeats", obj)
    x, names, numbers = simple("x"), job["names"], job["numbers"]
    terms = []

    def binders(binder, body, pairs):
        free = array(1, 1)
        for v, _ in pairs:
            free = push(free, terms[v])
        body = abstract(terms[body], len(pairs) << 1 | 1, free)
        for i in range(len(pairs) - 1, -1, -1):
            body = binder(x, abstract(terms[pairs[i][1]], i << 1 | 1, free), body, 0)
        return body

    code, at, end = job["code"], 0, len(job["code"])
    while at < end:
        op, a = code[at], code[at + 1]
        if op == 2:
            t = app(terms[a], terms[code[at + 2]])
            at += 3
        elif op == 0:
            t = bvar(a << 1 | 1)
            at += 2
        elif op == 1:
            t = const(dotted(names[a]), levels(job["levels"][names[a]]))
            at += 2
        elif op == 3:
            t = lam(x, terms[a], terms[code[at + 2]], 0)
            at += 3
        elif op == 4:
            t = pi(x, terms[a], terms[code[at + 2]], 0)
            at += 3
        elif op == 5:
            t = lit(made(0, [keep(number(str(int(numbers[a], 16)).encode()))]))
            at += 2
        elif op == 6:
            t = sort(level[a])
            at += 2
        elif op == 7:
            t = fvar(simple(names[a]))
            at += 2
        else:
            n = code[at + 3]
            pairs = [(code[at + 4 + 2 * i], code[at + 5 + 2 * i]) for i in range(n)]
            t = binders(pi if a == 4 else lam, code[at + 2], pairs)
            at += 4 + 2 * n
        counter(t).value = 0
        terms.append(t)

    def verdict(name, claim, proof):
        beats(NONE)  # which is also the number 0
        value = theorem(simple(name), NONE, claim, proof, NONE)
        answer = add(env, job["heartbeats"], job["recursion"], made(2, [keep(value)]), NONE)
        if tag(answer):
            return -1
        why = field(answer, 0)
        return why >> 1 if why & 1 else tag(why)

    true, false, proof = (const(dotted(w), NONE) for w in ("True", "False", "True.intro"))
    for t in (true, false, proof):
        counter(t).value = 0
    if verdict("truth", true, proof) != -1 or verdict("falsehood", false, proof) == -1:
        raise SystemExit("the kernel does not tell a truth from a falsehood")
    for n, (claim, proof) in enumerate(job["theorems"]):
        start = time.thread_time()
        found = verdict("theorem %d" % n, terms[claim], terms[proof])
        os.write(1, (job["mark"] + json.dumps([n, found, time.thread_time() - start]) + "\n").encode())
    os.write(1, (job["mark"] + "end\n").encode())
    os._exit(0)

child = os.fork()
if child == 0:
    def guarded():
        try:
            work()
        except BaseException as e:
            os.write(2, repr(e).encode())
        finally:
            os._exit(1)
    threading.stack_size(job["stack"])
    thread = threading.Thread(target=guarded)
    thread.start()
    thread.join()
    os._exit(1)
status = os.waitpid(child, 0)[1]
used = resource.getrusage(resource.RUSAGE_CHILDREN)
peak = used.ru_maxrss // 1024 if sys.platform == "darwin" else used.ru_maxrss
end = {"rc": os.waitstatus_to_exitcode(status), "peak_mb": peak // 1024, "cpu_s": used.ru_utime + used.ru_stime}
os.write(1, ("\n" + job["mark"] + json.dumps(end) + "\n").encode())
"""

# Lean.KernelException's constructors, in order.
_REASONS = (
    "an unknown constant", "a name twice", "the proof has another type than the claim", "a metavariable", "a free variable",
    "a function was expected", "a type was expected", "the type of a let", "a term of another type",
    "an argument of another type", "a projection", "the claim is no proposition", "something else", "out of heartbeats",
    "out of memory", "too deep", "interrupted",
)  # fmt: skip


@frozen
class Judged:
    """One theorem: accepted when `reason` is empty. `time_s` is the kernel's."""

    reason: str
    time_s: float


@frozen
class Checked:
    """What became of a batch. `status` is "ended" when every theorem was judged; else some may be missing."""

    status: str
    theorems: tuple[Judged | None, ...]
    checker: str
    time_s: float
    cpu_s: float
    peak_mb: int
    complaint: str


def fits(lean: Toolchain) -> bool:
    """Whether this Lean can be driven without its elaborator."""
    return (lean.kind, lean.version, lean.commit) in _RELEASES


def check(
    lean: Toolchain,
    terms: Terms,
    theorems: Sequence[tuple[int, int]],
    imports: Sequence[str],
    limits: Limits,
    modules: Sequence[str] = (),
) -> Checked:
    """The kernel's verdict on theorems, each a claim and a proof in the table. `modules` are folders of compiled modules beside the
    library's. Raises `LibraryError`, `sandbox.SandboxUnavailable`."""
    path = [str(library(lean)), *modules]
    job = {
        "imports": list(imports), "code": terms.code, "names": terms.names, "numbers": [f"{n:x}" for n in terms.numbers],
        "levels": {n: CONSTANTS[n] for n in terms.names if n in CONSTANTS}, "theorems": list(theorems),
        "heartbeats": limits.heartbeats * 1000, "recursion": _RECURSION, "stack": process.STACK_KB << 10,
    }  # fmt: skip
    ended = process.start(lean, _PROGRAM, job, path=path, limits=limits)
    found: list[Judged | None] = [None] * len(theorems)
    whole = False
    for line in ended.stdout.splitlines():
        if not line.startswith(ended.mark):
            continue
        if line == f"{ended.mark}end":
            whole = True
            continue
        n, code, seconds = json.loads(line[len(ended.mark) :])
        reason = "" if code == -1 else f"Lean's kernel: {_REASONS[code] if code < len(_REASONS) else code}"
        found[n] = Judged(reason, seconds)
    status = "crashed" if ended.status == "ended" and not (whole and ended.rc == 0) else ended.status
    return Checked(status, tuple(found), lean.name, ended.wall_s, ended.cpu_s, ended.peak_mb, ended.stderr[:500])
