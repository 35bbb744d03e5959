"""FMs as proposers: replies salvaged or refused in words, recorded replies of a real small FM, real clients on loopback."""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from toolkit.proposers.asks import AddClause, AddInvariant, AddMeasure, Ask, Proposal, ReplaceBody
from toolkit.proposers.edits import apply
from toolkit.proposers.fm import FMError, Prompt, connect, propose, providers
from toolkit.proposers.fm.salvage import expressions, salvage_code, salvage_json, weakened
from toolkit.trace import Trace

RECORDED = Path(__file__).parent / "fm"

LOOPS = '''from toolkit import requires, ensures

@requires(lambda n: n >= 0)
@ensures(lambda n, result: result == n * (n + 1) // 2)
def total(n):
    """Sum of 1..n."""
    s = 0
    i = 0
    while i < n:
        i += 1
        s += i
    return s

@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: result in xs and all(x <= result for x in xs))
def biggest(xs):
    best = xs[0]
    for i in range(1, len(xs)):
        if xs[i] > best:
            best = xs[i]
    return best
'''
BODIES = '''from toolkit import requires, ensures

@requires(lambda xs: len(xs) > 0)
@ensures(lambda xs, result: result in xs)
@ensures(lambda xs, result: all(x <= result for x in xs))
def biggest(xs: list[int]) -> int:
    """The largest element."""
    best = 0
    for x in xs:
        if x > best:
            best = x
    return best

def clamp(x, low, high):
    """x, but not below low and not above high."""
    if x < low:
        return low
    if x > high:
        return high
    return x
'''
BROKEN = "biggest([-3]) returned 0; that breaks `result in xs`"
ASKS = {
    "invariants-while": Ask("invariants", "total", LOOPS, 9, (), {"invariants"}),
    "invariants-for": Ask("invariants", "biggest", LOOPS, 18, (), {"invariants"}),
    "measure": Ask("measure", "total", LOOPS, 9, (), {"measure"}),
    "body": Ask("body", "biggest", BODIES, None, (BROKEN,), {"body"}),
    "contract": Ask("contract", "clamp", BODIES, None, (), {"contract"}),
}


def straight(kind: str, request: Any, run: Callable[[], Any]) -> Any:
    """`trace.call` that records nothing, but insists on JSON both ways."""
    json.dumps(request)
    return json.loads(json.dumps(run()))


def script(tmp_path: Path, replies: Any) -> str:
    (tmp_path / "s.json").write_text(json.dumps(replies))
    return f"scripted:{tmp_path / 's.json'}"


def ask_scripted(tmp_path: Path, ask: str, *replies: Any) -> list[Proposal]:
    return propose(connect(script(tmp_path, list(replies))), ASKS[ask], straight)


def said(proposals: list[Proposal]) -> list[list[str]]:
    texts = {AddInvariant: "expression", AddMeasure: "expression", AddClause: "text", ReplaceBody: "body"}
    return [[getattr(e, texts[type(e)]) for e in p.edits] for p in proposals]


# ── salvage ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("reply", "value"),
    [
        ('{"a": ["x"]}', {"a": ["x"]}),
        ('```json\n{"a": ["x"]}\n```', {"a": ["x"]}),
        ('Sure! Here it is: {"a": ["x"]} Hope that helps {:', {"a": ["x"]}),
        ("A set {x} and then [1, 2]", [1, 2]),
        ('<think>{"a": 1} or so</think>{"a": 2}', {"a": 2}),
        ('{"a": ["x", "y"', {"a": ["x", "y"]}),
        ('{"a": ["x", "unfinis', {"a": ["x"]}),
        ('{"a": ["x \\" y", "z', {"a": ['x " y']}),
        ('{"a": [{"e": "x"}, {"e": "y', {"a": [{"e": "x"}]}),
        ('{"a": "two\nlines"}', {"a": "two\nlines"}),
        ("no JSON at all", None),
        ("", None),
        ("[" * 100_000, None),
        ('{"a":' * 100_000, None),
    ],
)
def test_json_is_salvaged(reply: str, value: Any) -> None:
    assert salvage_json(reply) == value


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ("```python\nx = 1\n```", "x = 1"),
        ("Text.\n\n```\nx = 1\n```\nMore.\n```\ny\n```", "x = 1"),
        ("```py\r\nx = 1\r\n```", "x = 1"),
        ("```python\nx = 1\ny = 2", "x = 1\ny = 2"),
        ("x = 1", "x = 1"),
        ("<think>```python\nno\n```</think>```python\nx = 1\n```", "x = 1"),
    ],
)
def test_code_is_salvaged(reply: str, code: str) -> None:
    assert salvage_code(reply) == code


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("assert 0 <= i <= n", ["0 <= i <= n"]),
        ("assert i >= 0, 'never'", ["i >= 0"]),
        ("  - `i >= 0`", ["i >= 0"]),
        ("3. i >= 0.", ["i >= 0"]),
        ("invariant(i>=0)  # yes", ["i >= 0"]),
        ("assert(i >= 0 and (j >= 0 and k))", ["i >= 0", "j >= 0", "k"]),
        ("lambda i: i >= 0", ["i >= 0"]),
        ("all((x > 0 for x in xs));", ["all(x > 0 for x in xs)"]),
        ("i = 0", []),
        ("i >= 0, j >= 0", []),
        ("The counter never leaves the list", []),
        ("True", []),
        ("[i >= 0]", []),
        ("i >= 0; j = 1", []),
        ("(" * 300 + "i", []),
        ("-" * 1500 + "i", []),
        ("x" * 5000, []),
    ],
)
def test_expressions_are_normalised(line: str, found: list[str]) -> None:
    assert expressions(line) == found


def test_weakened_copies() -> None:
    assert weakened("0 < i < n") == ["0 <= i <= n", "0 < i", "i < n", "0 <= i", "i <= n"]
    assert weakened("all(x < m for x in xs)") == ["all(x <= m for x in xs)"]
    assert weakened("s == i") == weakened("f(x)") == []


# ── asks, scripted ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("ask", "wanted"),
    [
        ("invariants-while", {"0 <= i <= n", "s == i * (i + 1) // 2"}),
        ("invariants-for", {"best == max(xs[0:i + 1])", "best in xs", "all(xs[j] <= best for j in range(i))"}),
        ("measure", {"n - i"}),
        (
            "body",
            {"\nbest = xs[0]\nfor x in xs[1:]:\n    if x > best:\n        best = x\nreturn best"},
        ),
        ("contract", {"lambda low, high: low <= high", "lambda low, high, result: low <= result <= high"}),
    ],
)
def test_what_a_real_small_fm_said(ask: str, wanted: set[str]) -> None:
    """Replies of a 1.5B code FM, as recorded: the good ones come through, and all that comes through can be applied."""
    proposals = propose(connect(f"scripted:{RECORDED / ask}.json"), ASKS[ask], straight)
    assert wanted <= {text.removeprefix('"""The largest element."""') for texts in said(proposals) for text in texts}
    for proposal in proposals:
        assert apply(ASKS[ask].text, proposal.edits, ASKS[ask].opened) != ASKS[ask].text


def test_invariants_are_pooled_from_both_prompts(tmp_path: Path) -> None:
    raw = ["0 <= i < n\n        assert s >= 0\n        s += i\n        assert False", "assume(False)", "s == 1, 2"]
    (only,) = ask_scripted(tmp_path, "invariants-while", raw, '{"invariants": ["s >= 0 and s == s", "result == s"]}')
    texts = said([only])[0]
    assert texts[0] == "s >= 0"  # said twice
    assert {"0 <= i < n", "s == s", "0 <= i <= n", "i <= n"} <= set(texts)
    assert not {"False", "assume(False)", "result == s"} & set(texts)
    assert "forbidden" in only.note and "unknown-name" in only.note


def test_one_failed_call_of_two_is_no_failure(tmp_path: Path) -> None:
    down = {"error": {"id": "fm-unreachable", "message": "gone"}}
    assert said(ask_scripted(tmp_path, "invariants-while", down, '{"invariants": ["s >= 0"]}')) == [["s >= 0"]]
    with pytest.raises(FMError, match="gone") as caught:
        ask_scripted(tmp_path, "invariants-while", down, down)
    assert caught.value.id == "fm-unreachable"


def test_contracts_with_few_requires_first(tmp_path: Path) -> None:
    strong = '{"requires": ["low <= x <= high"], "ensures": ["result == x"]}'
    weak = '{"requires": [], "ensures": ["result >= low", "old.s > 0", "result = x", "import os"]}'
    proposals = ask_scripted(tmp_path, "contract", [strong, weak, "prose"])
    assert said(proposals) == [
        ["lambda low, result: result >= low"],
        ["lambda x, low, high: low <= x <= high", "lambda x, result: result == x"],
    ]


def test_closed_clauses_are_not_even_asked_for(tmp_path: Path) -> None:
    ask = Ask("contract", "clamp", BODIES, None, (), {"ensures"})
    requests: list[Any] = []

    def call(kind: str, request: Any, run: Callable[[], Any]) -> Any:
        requests.append(request)
        return run()

    fm = connect(script(tmp_path, ['{"requires": ["False"], "ensures": ["result <= high"]}']))
    assert said(propose(fm, ask, call)) == [["lambda high, result: result <= high"]]
    assert list(requests[0]["schema"]["properties"]) == ["ensures"]


BODY_REPLIES = {
    "whole function": "```python\ndef biggest(xs):\n    return max(xs)\n```",
    "with decorators": "```python\n@ensures(lambda result: True)\ndef biggest(xs):\n    return max(xs)\n```",
    "one line": "```python\ndef biggest(xs): return max(xs)\n```",
    "body only": "```python\n    return max(xs)\n```",
    "with an import": "```python\nfrom toolkit import ensures\n\ndef biggest(xs):\n    return max(xs)\n```",
    "weaker signature": "```python\ndef biggest(xs, cheat=True):\n    return max(xs)\n```",
}


@pytest.mark.parametrize("reply", BODY_REPLIES)
def test_only_the_body_of_an_answer_counts(tmp_path: Path, reply: str) -> None:
    (proposal,) = ask_scripted(tmp_path, "body", BODY_REPLIES[reply])
    after = apply(BODIES, proposal.edits, {"body"})
    assert after == BODIES[: BODIES.index("    best = 0")] + "    return max(xs)\n" + BODIES[BODIES.index("\ndef clamp") :]


@pytest.mark.parametrize(
    "reply",
    [
        "I cannot help with that.",
        "```python\ndef biggest(xs):\n    return max(xs",
        "```python\ndef other(xs):\n    return max(xs)\n```",
        "```python\ndef biggest(xs):\n    assume(False)\n    return 0\n```",
        "```python\ndef biggest(xs):\n    import os\n    return 0\n```",
        "```python\ndef biggest(xs):\n    max = min\n    return max(xs)\n```",
        BODIES[BODIES.index("def biggest") : BODIES.index("def clamp")],  # nothing changed
        "\x00",
        "x" * 60_000,
    ],
)
def test_useless_bodies_are_no_proposals(tmp_path: Path, reply: str) -> None:
    assert ask_scripted(tmp_path, "body", reply) == []


def test_counterexample_and_source_are_in_the_prompt(tmp_path: Path) -> None:
    def call(kind: str, request: Any, run: Callable[[], Any]) -> Any:
        assert kind == "fm"
        assert BROKEN in request["user"] and "best = 0" in request["user"]
        assert "{{" not in request["user"] and request["samples"] == 3
        return run()

    fm = connect(script(tmp_path, {"biggest": "```python\ndef biggest(xs):\n    return max(xs)\n```"}))
    assert len(propose(fm, ASKS["body"], call, samples=3)) == 1


def test_replay_parses_the_recorded_response(tmp_path: Path) -> None:
    ask, path = ASKS["measure"], tmp_path / "t.jsonl"
    spec = script(tmp_path, ['{"measure": "n - i"}'])
    trace = Trace.record(path)
    first = propose(connect(spec), ask, trace.call)
    trace.close()
    script(tmp_path, [])  # the FM has nothing more to say
    assert propose(connect(spec), ask, Trace.replay(path).call) == first
    assert said(first) == [["n - i"]]


@pytest.mark.parametrize(
    ("spec", "id"),
    [
        ("", "fm-spec"),
        ("gpt", "fm-spec"),
        ("ollama:", "fm-spec"),
        ("ollama:@host", "fm-spec"),
        ("openai:http://127.0.0.1:1/v1", "fm-spec"),
        ("openai:ftp://127.0.0.1/v1#m", "fm-spec"),
        ("openai:http://user:secret@127.0.0.1/v1#m", "fm-spec"),
        ("openai:http://[bad#m", "fm-spec"),
        ("openai:http://127.0.0.1:port/v1#m", "fm-spec"),
        ("ollama:m@[bad", "fm-spec"),
        ("ollama:m@host:99999999", "fm-spec"),
        ("scripted:", "fm-spec"),
        ("scripted:/does/not/exist.json", "fm-script"),
        (f"scripted:{__file__}", "fm-script"),
    ],
)
def test_bad_specs(spec: str, id: str) -> None:
    with pytest.raises(FMError) as caught:
        connect(spec)
    assert caught.value.id == id
    assert "secret" not in str(caught.value)


def test_script_runs_out(tmp_path: Path) -> None:
    fm = connect(script(tmp_path, ["one"]))
    assert fm.complete(Prompt("", "x"))[0].text == "one"
    with pytest.raises(FMError, match="fm-script"):
        fm.complete(Prompt("", "x"))
    with pytest.raises(FMError, match="fm-script"):
        connect(script(tmp_path, {"other": "one"})).complete(Prompt("", "x"))
    with pytest.raises(FMError, match="fm-script"):
        connect(script(tmp_path, [3])).complete(Prompt("", "x"))


# ── real clients against a server on loopback ────────────────────────────────────────────────────────────────────────


class Loopback:
    """A server that answers what `answer(path, body)` says: (status, headers, bytes), or an iterator of bytes."""

    def __init__(self) -> None:
        self.answer: Callable[[str, Any], Any] = lambda path, body: (500, {}, b"")
        self.seen: list[tuple[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *args: object) -> None:
                pass

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
                outer.seen.append((self.path, body))
                outer.headers.append(dict(self.headers))
                answer = outer.answer(self.path, body)
                if answer is None:
                    return  # closes the connection without a word
                status, headers, content = answer
                self.send_response(status)
                for key, value in headers.items():
                    self.send_header(key, value)
                if isinstance(content, bytes) and "Content-Length" not in headers:
                    self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                try:
                    for chunk in [content] if isinstance(content, bytes) else content:
                        self.wfile.write(chunk)
                        self.wfile.flush()
                except OSError:
                    pass  # the client has had enough

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"127.0.0.1:{self.server.server_address[1]}"
        Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    monkeypatch.setattr(providers, "PAUSES", (0.0, 0.0))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")  # not for loopback
    loopback = Loopback()
    yield loopback
    loopback.server.shutdown()
    loopback.server.server_close()


def spec_of(kind: str, address: str) -> str:
    return f"openai:http://{address}/v1#small" if kind == "openai" else f"ollama:small@{address}"


def good(path: str, text: Any) -> bytes:
    """A right answer for this path."""
    if path.startswith("/v1"):
        choice = {"text": text} if path == "/v1/completions" else {"message": {"role": "assistant", "content": text}}
        usage = {"prompt_tokens": 7, "completion_tokens": 3}
        return json.dumps({"choices": [choice], "usage": usage}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    part = {"response": text} if path == "/api/generate" else {"message": {"role": "assistant", "content": text}}
    more = {"model": "small", "created_at": "2024-01-01T00:00:00Z", "done": True, "done_reason": "stop"}
    counts = {"prompt_eval_count": 7, "eval_count": 3}
    return json.dumps({**part, **more, **counts}, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


both = pytest.mark.parametrize("kind", ["openai", "ollama"])


@both
def test_happy_path(kind: str, server: Loopback) -> None:
    server.answer = lambda path, body: (200, {"Content-Type": "application/json"}, good(path, '{"measure": "n - i"}'))
    fm = connect(spec_of(kind, server.address), timeout=20, seed=5)
    replies = fm.complete(Prompt("sys", "usr", {"type": "object"}, 0.3, 50, seed=5, samples=2, stop=("#",)))
    assert [(r.text, r.tokens_in, r.tokens_out) for r in replies] == [('{"measure": "n - i"}', 7, 3)] * 2
    bodies = [body for _, body in server.seen]
    assert [m["content"] for m in bodies[0]["messages"]] == ["sys", "usr"]
    if kind == "openai":
        assert [b["seed"] for b in bodies] == [5, 6] and bodies[0]["max_tokens"] == 50 and bodies[0]["stop"] == ["#"]
        assert bodies[0]["response_format"]["json_schema"]["schema"] == {"type": "object"}
    else:
        assert [b["options"]["seed"] for b in bodies] == [5, 6] and bodies[0]["format"] == {"type": "object"}
        assert bodies[0]["options"]["num_predict"] == 50 and bodies[0]["options"]["stop"] == ["#"]
    assert said(propose(fm, ASKS["measure"], straight)) == [["n - i"]]


@both
def test_raw_prompts(kind: str, server: Loopback) -> None:
    server.answer = lambda path, body: (200, {}, good(path, "s >= 0"))
    (reply,) = connect(spec_of(kind, server.address)).complete(Prompt("", "assert ", raw=True))
    path, body = server.seen[0]
    assert path == ("/v1/completions" if kind == "openai" else "/api/generate")
    assert (reply.text, body["prompt"]) == ("s >= 0", "assert ")


def test_server_without_raw_completions(server: Loopback) -> None:
    server.answer = lambda path, body: (404, {}, b"no") if path == "/v1/completions" else (200, {}, good(path, "s >= 0"))
    replies = connect(spec_of("openai", server.address)).complete(Prompt("", "assert ", raw=True, samples=2))
    assert [path for path, _ in server.seen] == ["/v1/completions", "/v1/chat/completions", "/v1/chat/completions"]
    assert len(replies) == 2


@pytest.mark.parametrize("knows", ["json_object", "plain"])
def test_server_without_json_schema(knows: str, server: Loopback) -> None:
    def answer(path: str, body: Any) -> Any:
        form = body.get("response_format", {"type": "plain"})["type"]
        return (200, {}, good(path, "{}")) if form in (knows, "plain") else (400, {}, b"unknown response_format")

    server.answer = answer
    fm = connect(spec_of("openai", server.address))
    assert fm.complete(Prompt("", "x", {"type": "object"}, samples=2))[1].text == "{}"
    assert len(server.seen) == {"json_object": 3, "plain": 4}[knows]  # what it does not know is not tried again


def endless(path: str) -> Iterator[bytes]:
    while True:
        yield b" " * 65536


def drip(path: str) -> Iterator[bytes]:
    for _ in range(100):
        time.sleep(0.05)
        yield b" "


FAILURES: dict[str, tuple[Callable[[str, Any], Any], str, int]] = {
    # what the server does, the error's id, how often it is asked
    "500": (lambda p, b: (500, {}, b"boom"), "fm-http-error", 3),
    "503": (lambda p, b: (503, {}, b'{"error": "loading"}'), "fm-http-error", 3),
    "closes": (lambda p, b: None, "fm-unreachable", 3),
    "400": (lambda p, b: (400, {}, b'{"error": "context"}'), "fm-http-error", 1),
    "429": (lambda p, b: (429, {}, b"slow down"), "fm-http-error", 1),
    "404": (lambda p, b: (404, {}, b'{"error": "no such thing"}'), "fm-not-found", 1),
    "401": (lambda p, b: (401, {}, b""), "fm-not-allowed", 1),
    "redirect": (lambda p, b: (302, {"Location": "http://192.0.2.1/"}, b""), "fm-http-error", 1),
    "empty": (lambda p, b: (200, {}, good(p, "")), "fm-reply-empty", 1),
    "blank": (lambda p, b: (200, {}, good(p, " \n")), "fm-reply-empty", 1),
    "not JSON": (lambda p, b: (200, {}, b"<html>hello</html>\n"), "fm-reply-malformed", 1),
    "cut short": (lambda p, b: (200, {}, good(p, "text")[:-9]), "fm-reply-malformed", 1),
    "another JSON": (lambda p, b: (200, {}, b'["choices"]\n'), "fm-reply-malformed", 1),
    "a number": (lambda p, b: (200, {}, good(p, 3)), "fm-reply-malformed", 1),
    "deep JSON": (lambda p, b: (200, {}, b"[" * 200_000), "fm-reply-malformed", 1),
    "10 MB": (lambda p, b: (200, {}, good(p, "x" * 10_000_000)), "fm-reply-too-large", 1),
    "100 kB": (lambda p, b: (200, {}, good(p, "x" * 100_000)), "fm-reply-too-large", 1),
    "endless": (lambda p, b: (200, {}, endless(p)), "fm-reply-too-large", 1),
    "bomb": (lambda p, b: (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(50_000_000))), "fm-reply-malformed", 1),
    "length lies": (lambda p, b: (200, {"Content-Length": "999"}, good(p, "x")), "fm-unreachable", 3),
}


@both
@pytest.mark.parametrize("failure", FAILURES)
def test_failures_in_words(kind: str, failure: str, server: Loopback) -> None:
    server.answer, id, asked = FAILURES[failure]
    with pytest.raises(FMError) as caught:
        connect(spec_of(kind, server.address), timeout=30).complete(Prompt("", "x", samples=2))
    assert caught.value.id == id, caught.value
    assert len(server.seen) == asked
    assert len(str(caught.value)) < 500


@both
def test_not_utf8(kind: str, server: Loopback) -> None:
    server.answer = lambda p, b: (200, {}, good(p, "MARK").replace(b"MARK", b"a\xff\xfeb"))
    fm = connect(spec_of(kind, server.address))
    if kind == "ollama":  # its client puts replacement characters there
        assert fm.complete(Prompt("", "x"))[0].text == "a\ufffd\ufffdb"
    else:
        with pytest.raises(FMError, match="fm-reply-malformed"):
            fm.complete(Prompt("", "x"))


@both
@pytest.mark.parametrize("slow", ["hangs", "drips"])
def test_timeout(kind: str, slow: str, server: Loopback) -> None:
    server.answer = lambda p, b: time.sleep(2) if slow == "hangs" else (200, {}, drip(p))
    with pytest.raises(FMError, match="fm-timeout"):
        connect(spec_of(kind, server.address), timeout=0.3).complete(Prompt("", "x"))
    assert len(server.seen) == 1  # a timeout is not tried again


@both
def test_refused_connection(kind: str, server: Loopback) -> None:
    server.server.shutdown()
    server.server.server_close()
    with pytest.raises(FMError, match="fm-unreachable") as caught:
        connect(spec_of(kind, server.address), timeout=5).complete(Prompt("", "x"))
    assert caught.value.hint


@both
def test_second_try_helps(kind: str, server: Loopback) -> None:
    server.answer = lambda p, b: (500, {}, b"") if len(server.seen) == 1 else (200, {}, good(p, "fine"))
    assert connect(spec_of(kind, server.address)).complete(Prompt("", "x"))[0].text == "fine"


@both
def test_samples_so_far_are_kept(kind: str, server: Loopback) -> None:
    server.answer = lambda p, b: (400, {}, b"no more") if len(server.seen) == 3 else (200, {}, good(p, "fine"))
    assert len(connect(spec_of(kind, server.address)).complete(Prompt("", "x", samples=5))) == 2


@both
def test_lone_surrogates_do_not_reach_the_trace(kind: str, server: Loopback) -> None:
    server.answer = lambda p, b: (200, {}, good(p, "MARK").replace(b"MARK", b"a\\ud800b"))
    assert connect(spec_of(kind, server.address)).complete(Prompt("", "x"))[0].text == "a?b"


def test_key_goes_to_the_server_and_nowhere_else(server: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOOLKIT_FM_KEY", "s3cret")
    server.answer = lambda p, b: (200, {}, good(p, '{"measure": "n - i"}'))
    events: list[Any] = []

    def call(kind: str, request: Any, run: Callable[[], Any]) -> Any:
        events.append((request, run()))
        return events[-1][1]

    propose(connect(spec_of("openai", server.address)), ASKS["measure"], call)
    assert server.headers[0]["Authorization"] == "Bearer s3cret"
    assert "s3cret" not in json.dumps(events)


# ── a real small FM ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.fm
@pytest.mark.parametrize("ask", ASKS)
def test_real_small_fm(ask: str) -> None:
    spec = os.environ.get("TOOLKIT_TEST_FM")
    if not spec:
        pytest.skip("TOOLKIT_TEST_FM names no FM, such as openai:http://127.0.0.1:8081/v1#qwen15")
    requests: list[Any] = []

    def call(kind: str, request: Any, run: Callable[[], Any]) -> Any:
        requests.append(request)
        response = run()
        assert response.get("replies"), response
        return response

    fm = connect(spec, timeout=300, seed=1)
    proposals = propose(fm, ASKS[ask], call, samples=4)
    assert requests
    for proposal in proposals:
        assert apply(ASKS[ask].text, proposal.edits, ASKS[ask].opened) != ASKS[ask].text
    if ask == "body":
        assert proposals, "even the smallest code FM repairs a maximum within four samples"
