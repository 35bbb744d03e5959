"""Who answers a prompt: a server or a script. All that can go wrong there comes out as `FMError`."""

from __future__ import annotations

import ipaddress
import json
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import SplitResult, urlsplit

from attrs import evolve, frozen

JSON = Any

MAX_REPLY = 64_000  # characters of one reply that are kept
MAX_BYTES = 1_000_000  # of one HTTP answer; more is refused
RETRIES = 2  # after a failed connection or a 5xx, and after nothing else
PAUSES = (0.2, 0.8)


class FMError(Exception):
    """The FM gave no usable answer. `id` is kebab-case, `hint` says what a person can do."""

    def __init__(self, id: str, message: str, hint: str = "", *, retry: bool = False) -> None:
        super().__init__(f"{message} [{id}]")
        self.id, self.message, self.hint, self.retry = id, message, hint, retry


@frozen
class Prompt:
    """One request. `schema` is a JSON schema or None; `raw` asks for the plain continuation of `user`."""

    system: str
    user: str
    schema: dict[str, Any] | None = None
    temperature: float = 0.7
    max_tokens: int = 512
    seed: int = 0
    samples: int = 1
    raw: bool = False
    stop: tuple[str, ...] = ()


@frozen
class Reply:
    text: str
    tokens_in: int = 0
    tokens_out: int = 0


class FM(Protocol):
    """Answers prompts. `name` is the spec without secrets, `seed` that of the session."""

    name: str
    seed: int

    def complete(self, prompt: Prompt) -> tuple[Reply, ...]: ...


def connect(spec: str, *, timeout: float = 120.0, seed: int = 0) -> FM:
    """The FM that `spec` names. Sends nothing. `timeout` is for one sample. Raises FMError (`fm-spec`, `fm-script`)."""
    kind, _, rest = spec.partition(":")
    if kind == "scripted" and rest:
        return Scripted(rest, seed)
    if kind == "ollama" and rest.rpartition("@")[0 if "@" in rest else 2]:
        name, _, host = rest.rpartition("@") if "@" in rest else (rest, "", "")
        if not host or _split(host if "//" in host else f"http://{host}"):
            return Ollama(name, host, timeout, seed)
    if kind == "openai":
        url, _, name = rest.partition("#")
        parts = _split(url)
        if parts and parts.scheme in ("http", "https") and parts.hostname and name:
            if parts.username or parts.password:
                raise FMError("fm-spec", "a URL with a password in it", "put the key into TOOLKIT_FM_KEY")
            return OpenAI(url.rstrip("/"), name, timeout, seed)
    hint = "use ollama:NAME, ollama:NAME@HOST, openai:URL#NAME (http://127.0.0.1:8081/v1#name) or scripted:FILE.json"
    raise FMError("fm-spec", f"not an FM: {spec}", hint)


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:  # brackets, or a port that is none
        return None


class Scripted:
    """Replies from a JSON file: a list (one item a call) or an object (substring of the prompt -> item, or list of
    items used up in turn). An item is a text, a list of texts (one a sample), or {"error": {"id", "message"}}."""

    def __init__(self, path: str, seed: int = 0) -> None:
        self.name, self.seed = f"scripted:{path}", seed
        try:
            self._script = json.loads(Path(path).read_text("utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise FMError("fm-script", f"cannot read the script {path}: {_line(error)}") from None
        if not isinstance(self._script, list | dict):
            raise FMError("fm-script", f"{path} is neither a list nor an object of replies")
        self._turn: Counter[str] = Counter()

    def complete(self, prompt: Prompt) -> tuple[Reply, ...]:
        item = self._item(f"{prompt.system}\n{prompt.user}")
        if isinstance(item, dict) and isinstance(error := item.get("error"), dict):
            raise FMError(str(error.get("id", "fm-script")), str(error.get("message", "scripted failure")))
        texts = [item] if isinstance(item, str) else item
        if not isinstance(texts, list) or not all(isinstance(t, str) for t in texts):
            raise FMError("fm-script", "a scripted reply is neither a text nor a list of texts")
        return _replies((t, 0, 0) for t in texts)

    def _item(self, text: str) -> JSON:
        if isinstance(self._script, list):
            key, items = "", self._script
        else:
            found = [k for k in self._script if k in text]
            if not found:
                raise FMError("fm-script", "no scripted reply for this prompt", f"it begins: {text[:80]!r}")
            key = max(found, key=len)
            items = self._script[key]
            if not isinstance(items, list):
                return items
        self._turn[key] += 1
        if self._turn[key] > len(items):
            raise FMError("fm-script", f"the script holds {len(items)} replies, and one more was asked for")
        return items[self._turn[key] - 1]


class _Remote:
    """What both servers share: one sample after another (the same seed then gives the same text), bounded retries."""

    name: str

    def __init__(self, timeout: float, seed: int) -> None:
        self.timeout, self.seed = timeout, seed

    def complete(self, prompt: Prompt) -> tuple[Reply, ...]:
        replies: list[Reply] = []
        for k in range(max(1, prompt.samples)):
            one = evolve(prompt, samples=1, seed=prompt.seed + k)
            try:
                replies += _replies([self._retried(one)])
            except FMError:
                if not replies:
                    raise
                break  # what came so far is worth having
        return tuple(replies)

    def _retried(self, prompt: Prompt) -> tuple[str, int, int]:
        for pause in (*PAUSES[:RETRIES], None):
            try:
                return self._one(prompt)
            except FMError as error:
                if pause is None or not error.retry:
                    raise
                time.sleep(pause)
        raise AssertionError("unreachable")

    def _one(self, prompt: Prompt) -> tuple[str, int, int]:
        raise NotImplementedError

    def _failure(self, error: Exception) -> FMError:
        """Every way in which talking to a server fails, in words."""
        import httpx

        if isinstance(error, FMError):
            return error
        if isinstance(error, httpx.TimeoutException):
            return FMError("fm-timeout", f"{self.name} did not answer within {self.timeout:g} s", "raise --timeout")
        if isinstance(error, httpx.ConnectError | ConnectionError):
            return FMError("fm-unreachable", f"{self.name} does not answer", "is the server running?", retry=True)
        if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol):
            return FMError("fm-spec", f"{self.name}: {_line(error)}")
        if isinstance(error, httpx.TransportError):
            return FMError("fm-unreachable", f"{self.name} broke the connection: {_line(error)}", retry=True)
        return FMError("fm-reply-malformed", f"{self.name} answered in no form that we know: {_line(error)}")

    def _status(self, status: int, text: str) -> FMError:
        said = " ".join(text.split())[:200]
        if status == 404:
            return FMError("fm-not-found", f"{self.name} is not there: {said}", "check the name, and that a URL ends in /v1")
        if status in (401, 403):
            return FMError("fm-not-allowed", f"{self.name} wants a key (HTTP {status})", "set TOOLKIT_FM_KEY")
        return FMError("fm-http-error", f"{self.name} answered HTTP {status}: {said}", retry=status >= 500)


def _client_options(timeout: float, url: str) -> dict[str, Any]:
    """An httpx client that reads no more than MAX_BYTES and no longer than `timeout`, whatever the server drips."""
    import httpx

    class Capped(httpx.SyncByteStream):
        def __init__(self, inner: Any, deadline: float) -> None:
            self.inner, self.deadline = inner, deadline

        def __iter__(self) -> Iterator[bytes]:
            size = 0
            for chunk in self.inner:
                size += len(chunk)
                if size > MAX_BYTES:
                    raise FMError("fm-reply-too-large", f"an answer of more than {MAX_BYTES} bytes")
                if time.monotonic() > self.deadline:
                    raise httpx.ReadTimeout("the answer took too long")
                yield chunk

        def close(self) -> None:
            self.inner.close()

    class Transport(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            deadline = time.monotonic() + timeout
            response = super().handle_request(request)
            if response.headers.get("content-encoding", "identity").lower() != "identity":
                raise FMError("fm-reply-malformed", "a compressed answer, which was not asked for")
            response.stream = Capped(response.stream, deadline)
            return response

    options: dict[str, Any] = {
        "timeout": httpx.Timeout(timeout, connect=min(timeout, 10.0)),
        "headers": {"Accept-Encoding": "identity"},
        "follow_redirects": False,
    }
    # A proxy from the environment is for servers elsewhere. A transport of one's own turns proxies off.
    options["transport"] = Transport()
    if not _is_loopback(url) and (proxy := _proxy(url)):
        options["transport"] = Transport(proxy=httpx.Proxy(proxy))
    return options


def _is_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _proxy(url: str) -> str | None:
    from urllib.request import getproxies, proxy_bypass

    parts = urlsplit(url)
    return None if proxy_bypass(parts.hostname or "") else getproxies().get(parts.scheme)


def _package(name: str) -> Any:
    import importlib

    try:
        return importlib.import_module(name)
    except ImportError:
        raise FMError("fm-package-missing", f"the package {name} is missing", "pip install 'spec-toolkit[fm]'") from None


class OpenAI(_Remote):
    """Any server with `/chat/completions`; `/completions` is used for raw prompts where it is there."""

    def __init__(self, url: str, model: str, timeout: float, seed: int) -> None:
        super().__init__(timeout, seed)
        self.name, self.url, self.model = f"openai:{url}#{model}", url, model
        self._formats = ["json_schema", "json_object", "plain"]
        self._has_raw = True

    def _one(self, prompt: Prompt) -> tuple[str, int, int]:
        _package("httpx")
        body: dict[str, Any] = {
            "model": self.model,
            "temperature": prompt.temperature,
            "max_tokens": prompt.max_tokens,
            "seed": prompt.seed,
            "stream": False,
        }
        if prompt.stop:
            body["stop"] = list(prompt.stop)
        if prompt.raw and self._has_raw:
            status, text = self._post("/completions", {**body, "prompt": prompt.user})
            if status not in (400, 404, 405, 501):
                return self._read(status, text)
            self._has_raw = False  # a chat-only server
        messages = [{"role": "system", "content": prompt.system}] if prompt.system else []
        body["messages"] = [*messages, {"role": "user", "content": prompt.user}]
        if prompt.schema is None:
            return self._read(*self._post("/chat/completions", body))
        for form in list(self._formats):
            extra = self._format(form, prompt.schema)
            status, text = self._post("/chat/completions", {**body, **extra})
            if status != 400 or form == "plain":
                break
        if status == 200:
            self._formats = self._formats[self._formats.index(form) :]
        return self._read(status, text)

    def _format(self, form: str, schema: Mapping[str, Any]) -> dict[str, Any]:
        if form == "plain":
            return {}
        if form == "json_object":
            return {"response_format": {"type": "json_object"}}
        return {"response_format": {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema}}}

    def _post(self, path: str, body: JSON) -> tuple[int, str]:
        import httpx

        options = _client_options(self.timeout, self.url)
        if key := os.environ.get("TOOLKIT_FM_KEY"):
            options["headers"]["Authorization"] = f"Bearer {key}"
        try:
            with httpx.Client(**options) as client:
                answer = client.post(self.url + path, json=body)
                return answer.status_code, answer.content.decode("utf-8")
        except UnicodeDecodeError:
            raise FMError("fm-reply-malformed", f"{self.name} answered something that is not UTF-8") from None
        except UnicodeEncodeError:
            raise FMError("fm-not-allowed", "TOOLKIT_FM_KEY holds characters that no key has") from None
        except Exception as error:  # httpx raises from several families; none may reach the user as a traceback
            raise self._failure(error) from None

    def _read(self, status: int, text: str) -> tuple[str, int, int]:
        if status != 200:
            raise self._status(status, text)
        try:
            answer = json.loads(text)
            choice = answer["choices"][0]
            content = choice["message"]["content"] if "message" in choice else choice["text"]
        except (ValueError, KeyError, IndexError, TypeError, RecursionError):
            raise FMError("fm-reply-malformed", f"{self.name} answered no completion: {text[:100]!r}") from None
        usage = answer.get("usage") if isinstance(answer.get("usage"), dict) else {}
        return content, _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))


class Ollama(_Remote):
    """A server of Ollama's, through its own client."""

    def __init__(self, model: str, host: str, timeout: float, seed: int) -> None:
        super().__init__(timeout, seed)
        self.name, self.model, self.host = f"ollama:{model}" + (f"@{host}" if host else ""), model, host

    def _one(self, prompt: Prompt) -> tuple[str, int, int]:
        ollama = _package("ollama")
        options: dict[str, Any] = {
            "temperature": prompt.temperature,
            "num_predict": prompt.max_tokens,
            "seed": prompt.seed,
            "num_ctx": 8192 if len(prompt.user) + len(prompt.system) > 9_000 else 4096,
        }
        if prompt.stop:
            options["stop"] = list(prompt.stop)
        host = self.host or os.environ.get("OLLAMA_HOST", "") or "127.0.0.1"
        url = host if "//" in host else f"http://{host}"
        text, last = "", None
        try:
            client = ollama.Client(host=self.host or None, **_client_options(self.timeout, url))
            try:
                for part in self._stream(client, prompt, options):
                    text += (part.response if prompt.raw else part.message.content) or ""
                    last = part
                    if len(text) > MAX_REPLY:
                        break
            finally:
                client.close()
        except ollama.ResponseError as error:
            if error.status_code in (-1, 200):  # an error inside a stream that began well
                raise FMError("fm-http-error", f"{self.name} gave up: {str(error.error)[:200]}") from None
            raise self._status(error.status_code, str(error.error)) from None
        except Exception as error:  # the client lets httpx's, json's and pydantic's errors through
            raise self._failure(error) from None
        if last is None or not last.done:
            if not text:
                raise FMError("fm-reply-empty", f"{self.name} answered nothing")
        return text, _count(getattr(last, "prompt_eval_count", 0)), _count(getattr(last, "eval_count", 0))

    def _stream(self, client: Any, prompt: Prompt, options: dict[str, Any]) -> Any:
        if prompt.raw:
            return client.generate(self.model, prompt.user, raw=True, options=options, stream=True)
        messages = [{"role": "system", "content": prompt.system}] if prompt.system else []
        messages.append({"role": "user", "content": prompt.user})
        return client.chat(self.model, messages, format=prompt.schema, options=options, stream=True)


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def _line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0][:200]


def _replies(answers: Iterable[tuple[object, int, int]]) -> tuple[Reply, ...]:
    replies = []
    for text, tokens_in, tokens_out in answers:
        if not isinstance(text, str):
            raise FMError("fm-reply-malformed", f"a reply that is no text but {type(text).__name__}")
        if len(text) > MAX_REPLY:
            raise FMError("fm-reply-too-large", f"a reply of more than {MAX_REPLY} characters")
        if not text.strip():
            raise FMError("fm-reply-empty", "an empty reply")
        replies.append(Reply(text.encode("utf-8", "replace").decode("utf-8"), tokens_in, tokens_out))
    return tuple(replies)
