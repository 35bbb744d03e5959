"""Foundation models as proposers: Ollama, any OpenAI-compatible server, a scripted one for tests.

    connect(spec, timeout=, seed=) -> FM       `ollama:NAME[@HOST]`, `openai:URL#NAME`, `scripted:FILE.json`
    FM.complete(prompt) -> tuple[Reply, ...]   one reply a sample; raises FMError
    propose(fm, ask, call) -> list[Proposal]   every call of the FM goes through `call` (trace.call); raises FMError

Nothing is sent before the first `complete`. A reply is text from a stranger: it is capped in size and time, salvaged
(code fences, prose around JSON, JSON cut short), and only what `edits.apply` takes becomes a `Proposal`. Whatever goes
wrong on the way is an `FMError` with an id (`fm-unreachable`, `fm-timeout`, `fm-http-error`, `fm-not-found`,
`fm-not-allowed`, `fm-reply-too-large`, `fm-reply-malformed`, `fm-reply-empty`, `fm-spec`, `fm-package-missing`,
`fm-script`), a message and a hint. Times are seconds. The key for an OpenAI-compatible server is taken from
TOOLKIT_FM_KEY and never enters the trace.
Rooms: `providers`, `salvage`, `proofs` (of Lean theorems); the prompts are in `proposers/prompts/`.
"""

from __future__ import annotations

import ast
import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import resources
from typing import Any

from attrs import asdict, evolve

from toolkit.proposers import edits
from toolkit.proposers.asks import AddClause, AddInvariant, AddMeasure, Ask, Edit, Proposal, ReplaceBody
from toolkit.proposers.edits.module import Loop, Module, arguments, parse
from toolkit.proposers.edits.placing import Text, first_line
from toolkit.proposers.fm.providers import FM, JSON, FMError, Prompt, Reply, connect
from toolkit.proposers.fm.salvage import expressions, salvage_code, salvage_json, weakened

__all__ = ["FM", "FMError", "Prompt", "Reply", "connect", "propose"]

Call = Callable[[str, JSON, Callable[[], JSON]], JSON]

SAMPLES = {"invariants": 12, "measure": 6, "contract": 6, "body": 4}


def propose(fm: FM, ask: Ask, call: Call, *, samples: int | None = None, attempt: int = 0) -> list[Proposal]:
    """Proposals that `edits.apply` takes, best first; empty where the FM said nothing usable.

    `call(kind, request, run)` is `trace.call`; what is parsed is the response that it returns, so a replay parses the
    same. `attempt` moves the seeds, for asking again. Raises FMError when every call failed, EditRefused when the ask
    itself names no function or loop of its text."""
    session = _Session(fm, ask, call, samples or SAMPLES[ask.kind], attempt)
    return {"invariants": _invariants, "measure": _measure, "contract": _contract, "body": _bodies}[ask.kind](session)


class _Session:
    """One ask under way: what the FM is shown, and the calls made."""

    def __init__(self, fm: FM, ask: Ask, call: Call, samples: int, attempt: int) -> None:
        self.fm, self.ask, self.call, self.samples = fm, ask, call, samples
        self.seed = fm.seed + 1000 * attempt
        self.module = Module.of(parse(ask.text), ask.function)
        self.lines = ask.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.dropped: Counter[str] = Counter()
        self.errors: list[FMError] = []

    # what is shown

    def source(self, first: int, last: int) -> str:
        return textwrap.dedent("\n".join(self.lines[first - 1 : last]))

    def function(self) -> str:
        node = self.module.node
        return self.source(first_line(node), node.end_lineno or node.lineno)

    def helpers(self) -> str:
        """Heads (contract and signature) of the module's functions that this one calls."""
        used = self.module.used - {self.module.node.name}
        parts = []
        for node in self.module.tree.body:
            if isinstance(node, ast.FunctionDef) and node.name in used:
                parts.append(self.source(first_line(node), node.body[0].lineno - 1) + "\n    ...\n")
        return "\n".join(parts)[:4_000]

    def feedback(self) -> str:
        return "\n".join(f"- {line}" for f in self.ask.feedback[:8] if (line := " ".join(f.split())[:400]))

    def fill(self, name: str, **values: str) -> tuple[str, str]:
        """System and user part of `prompts/NAME.md`."""
        own = {"function": self.function(), "name": self.module.node.name, "feedback": self.feedback(), "helpers": self.helpers()}
        return filled(name, {**own, **values})

    # calls

    def replies(self, prompt: Prompt) -> list[str]:
        """Texts of one traced call; a failure is kept in `errors`, and in the trace."""
        texts, error = asked(self.fm, prompt, self.call)
        self.errors += [error] if error else []
        return texts

    # answers

    def takes(self, edit: Edit) -> bool:
        try:
            edits.apply(self.ask.text, [edit], self.ask.opened)
        except edits.EditRefused as error:
            self.dropped[error.id] += 1
            return False
        return True

    def finish(self, proposals: Iterable[tuple[Sequence[Edit], str]]) -> list[Proposal]:
        found = [Proposal(self.fm.name, tuple(e), note) for e, note in proposals if e]
        if not found and self.errors:
            raise self.errors[0]
        why = ", ".join(f"{n} {id}" for id, n in sorted(self.dropped.items()))
        return [evolve(p, note=f"{p.note}; dropped: {why}") if why else p for p in found]

    def opens(self, *kinds: str) -> bool:
        return any(k in self.ask.opened for k in kinds)


def filled(name: str, values: Mapping[str, str]) -> tuple[str, str]:
    """System and user part of `prompts/NAME.md` with its places filled."""
    text = resources.files("toolkit.proposers").joinpath("prompts", f"{name}.md").read_text("utf-8")
    parts = dict(re.findall(r"^<!-- (system|user|raw) -->\n(.*?)(?=^<!-- |\Z)", text, flags=re.S | re.M))
    # One pass: what stands in a value is not filled again. A line whose only value is empty goes.
    user = re.sub(r"\{\{(\w+)\}\}", lambda m: values[m.group(1)].rstrip("\n"), _sections(parts, values))
    return parts.get("system", "").strip(), user


def asked(fm: FM, prompt: Prompt, call: Call) -> tuple[list[str], FMError | None]:
    """The texts of one traced call of an FM; a failure is in the trace, too."""

    def run() -> JSON:
        try:
            return {"replies": [asdict(r) for r in fm.complete(prompt)]}
        except FMError as error:
            return {"error": {"id": error.id, "message": error.message, "hint": error.hint}}

    response = call("fm", {"fm": fm.name, **asdict(prompt), "stop": list(prompt.stop)}, run)
    texts = [r["text"] for r in response.get("replies", [])]
    error = response.get("error")
    return texts, FMError(error["id"], error["message"], error.get("hint", "")) if isinstance(error, dict) else None


def _sections(parts: Mapping[str, str], values: Mapping[str, str]) -> str:
    """The user or raw part, without `{{?x}}…{{/x}}` where x is empty."""
    text = parts["raw"] if "raw" in parts else parts["user"]
    return re.sub(r"\{\{\?(\w+)\}\}\n?(.*?)\{\{/\1\}\}\n?", lambda m: m.group(2) if values[m.group(1)] else "", text,
                  flags=re.S).strip("\n")  # fmt: skip


def _ranked(texts: Iterable[str]) -> list[str]:
    """Most frequent first, else in the order they came."""
    return [t for t, _ in Counter(texts).most_common()]


def _strings(value: JSON, key: str) -> list[str]:
    """Texts under a key of an object, or of a bare list, however the FM nested them."""
    if isinstance(value, dict):
        value = value.get(key, [])
    if isinstance(value, str):
        value = [value]
    found = []
    for item in value if isinstance(value, list) else []:
        if isinstance(item, dict):
            item = next((v for v in item.values() if isinstance(v, str)), None)
        if isinstance(item, str):
            found.append(item)
    return found[:32]


def _list_schema(**limits: int) -> dict[str, Any]:
    items = {"type": "string", "minLength": 3, "maxLength": 160}
    properties = {k: {"type": "array", "items": items, "maxItems": n} for k, n in limits.items()}
    return {"type": "object", "properties": properties, "required": list(limits), "additionalProperties": False}


def _up_to_loop(session: _Session, word: str) -> str:
    """The function up to the head of the loop, then `    assert ` (or so): for a raw continuation."""
    loop = _loop(session)
    node = session.module.node
    head = session.source(node.lineno, Text.of(session.ask.text).header_end(loop.body[0]))
    last = [line for line in head.split("\n") if line.strip()][-1]
    inner = last[: len(last) - len(last.lstrip())] + "    "
    return head.rstrip("\n") + "\n" + inner + word


def _loop(session: _Session) -> Loop:
    for loop in session.module.loops():
        if loop.lineno == session.ask.loop_line:
            return loop
    raise edits.EditRefused("loop-not-found", f"no loop of {session.ask.function} at line {session.ask.loop_line}")


def _loop_words(session: _Session) -> str:
    loop = _loop(session)
    head = session.lines[loop.lineno - 1].strip()
    return f"`{head.split('#')[0].strip()}`"


def _asserted(text: str) -> list[str]:
    """The conditions at the start of a continuation of `assert `: up to the first line that asserts nothing."""
    found: list[str] = []
    for k, line in enumerate(text.split("\n")):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if k and not line.startswith(("assert ", "invariant(")):
            break
        found += expressions(line)
    return found


def _invariants(session: _Session) -> list[Proposal]:
    """Many short continuations, pooled: whoever filters (Houdini) wants many candidates and drops the wrong ones."""
    few = max(1, session.samples // 4)
    line = session.ask.loop_line
    assert line is not None, "an ask for invariants names its loop"
    _, raw = session.fill("invariants-raw", partial=_up_to_loop(session, "assert "))
    prompt = Prompt("Continue the Python text. Answer with the assert lines only.", raw, None, 0.9, 96, session.seed,
                    session.samples, True, ("\n\n", "\ndef "))  # fmt: skip
    pool: list[str] = []
    for text in session.replies(prompt):
        pool += _asserted(salvage_code(text) if "```" in text else text)
    system, user = session.fill("invariants", loop=_loop_words(session))
    schema = _list_schema(invariants=6)
    for text in session.replies(Prompt(system, user, schema, 0.7, 256, session.seed + 500, few)):
        for item in _strings(salvage_json(text), "invariants"):
            pool += expressions(item)
    own = _ranked(pool)
    pool = own + [w for e in own for w in weakened(e)]
    found = [e for x in dict.fromkeys(pool) if session.takes(e := AddInvariant(session.ask.function, line, x))]
    return session.finish([(found, f"{len(found)} candidates from {len(own)} expressions")])


def _measure(session: _Session) -> list[Proposal]:
    line = session.ask.loop_line
    where = f"the loop {_loop_words(session)}" if line is not None else "the recursion"
    system, user = session.fill("measure", where=where)
    schema = {"type": "object", "properties": {"measure": {"type": "string", "minLength": 1, "maxLength": 120}},
              "required": ["measure"], "additionalProperties": False}  # fmt: skip
    pool = []
    for text in session.replies(Prompt(system, user, schema, 0.7, 64, session.seed, session.samples)):
        answer = salvage_json(text)
        for item in _strings(answer, "measure") if answer is not None else text.split("\n")[:4]:
            pool += expressions(item, split=False)
    edits_ = [AddMeasure(session.ask.function, line, x) for x in _ranked(pool)]
    return session.finish([([e], e.expression) for e in edits_ if session.takes(e)])


def _contract(session: _Session) -> list[Proposal]:
    """One proposal a sample: clauses of one mind belong together."""
    limits = {k: 4 for k in ("requires", "ensures") if session.opens("contract", k)}
    if not limits:
        return []
    system, user = session.fill("contract", keys=" and ".join(limits))
    found: dict[tuple[AddClause, ...], int] = {}
    for text in session.replies(Prompt(system, user, _list_schema(**limits), 0.7, 256, session.seed, session.samples)):
        answer = salvage_json(text)
        clauses: list[AddClause] = []
        for kind in limits:
            for item in _strings(answer, kind) if isinstance(answer, dict) else []:
                for condition in expressions(item):
                    edit = AddClause(session.ask.function, kind, _lambda(session.module, condition))
                    if edit not in clauses and session.takes(edit):
                        clauses.append(edit)
        if clauses:
            found[tuple(clauses)] = found.get(tuple(clauses), 0) + 1
    # Too strong a `requires` is the usual mistake: of two contracts that were said as often, the one with fewer goes first.
    ranked = sorted(found, key=lambda c: (-found[c], sum(e.decorator == "requires" for e in c)))
    return session.finish([(c, f"said {found[c]} times") for c in ranked])


def _lambda(module: Module, condition: str) -> str:
    """`lambda x, result: …`: the names that the condition uses, in the order of the signature."""
    free = {n.id for n in ast.walk(ast.parse(condition, mode="eval")) if isinstance(n, ast.Name)}
    names = [*(p for p in arguments(module.node)), "result", "old"]
    return f"lambda {', '.join(n for n in names if n in free)}: {condition}"


def _bodies(session: _Session) -> list[Proposal]:
    system, user = session.fill("body")
    found: dict[str, ReplaceBody] = {}
    times: Counter[str] = Counter()
    for text in session.replies(Prompt(system, user, None, 0.7, 700, session.seed, session.samples)):
        body = _body_of(salvage_code(text), session.module.node.name)
        edit = ReplaceBody(session.ask.function, body)
        if not body:
            session.dropped["no-code"] += 1
        elif session.takes(edit) and (key := edits.apply(session.ask.text, [edit], session.ask.opened)):
            if ast.dump(ast.parse(key)) == ast.dump(session.module.tree):
                session.dropped["unchanged"] += 1
                continue
            key = ast.dump(ast.parse(key))
            found.setdefault(key, edit)
            times[key] += 1
    return session.finish([([found[k]], f"said {n} times") for k, n in times.most_common()])


def _body_of(code: str, name: str) -> str:
    """The text of the function's body in a reply that holds the whole function, or only its body. A reply that was
    cut short, or holds prose, gives ''."""
    code = textwrap.dedent(code.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    try:
        tree = ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    named = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name]
    if not named:
        return "" if any(isinstance(n, ast.FunctionDef | ast.ClassDef) for n in tree.body) else code
    first = named[-1].body[0]
    lines = code.split("\n")
    if not lines[first.lineno - 1][: first.col_offset].strip():
        return textwrap.dedent("\n".join(lines[first.lineno - 1 : named[-1].end_lineno]))
    return "\n".join(ast.unparse(s) for s in named[-1].body)
