"""How arms reach the proxy: its process, and the backend of the `LLM` that they are given."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from optimizers.llm.completions import Completion, Refusal, Request, estimate_tokens

_PROXY = Path(__file__).with_name("proxy.py")
_MAY_HELP = frozenset({408, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Model:
    """How models are asked in this run: `forward` or `record` from an upstream, or `replay` what was recorded."""

    mode: Literal["forward", "record", "replay"]
    upstream: str | None = None
    replies: Path | None = None

    @property
    def name(self) -> str:
        """What stands in results: an address says nothing to others, but its server may tell what it serves."""
        if self.upstream is None:
            return "recorded replies"
        if not self.upstream.startswith("http"):
            return self.upstream
        served = _served(self.upstream)
        return "a local server" if served is None else f"{served} on a local server"


def _served(address: str) -> str | None:
    """Return what a server calls its model, if it tells."""
    try:
        with urllib.request.urlopen(f"{address}/models", timeout=10) as reply:
            return str(json.load(reply)["data"][0]["id"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


@contextmanager
def proxy(model: Model) -> Iterator[str]:
    """Start the proxy; yield its address. It ends with the block, or with this process."""
    words = [sys.executable, str(_PROXY), "--mode", model.mode]
    words += ["--upstream", model.upstream] if model.upstream else []
    words += ["--replies", str(model.replies)] if model.replies else []
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        port = process.stdout.readline().strip()
        if not port:
            raise RuntimeError("the proxy did not start; what it said stands above")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.stdin.close()
        process.wait()
        process.stdout.close()


def unit_name(*parts: object) -> str:
    """Return the name of a piece of work as it stands in addresses."""
    return "~".join(re.sub(r"[^A-Za-z0-9_.+-]+", "-", str(part)) for part in parts)


def begin(address: str, unit: str, calls: int | None) -> None:
    """Begin to count a unit."""
    _asked("PUT", f"{address}/units/{unit}", {"calls": calls}, 30.0)


def counts(address: str, unit: str) -> dict[str, Any]:
    """Return what a unit has asked for."""
    return _asked("GET", f"{address}/units/{unit}", None, 30.0)


def _asked(
    method: str, address: str, body: dict[str, Any] | None, seconds: float
) -> dict[str, Any]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(
        address, data, {"Content-Type": "application/json"}, method=method
    )
    with urllib.request.urlopen(request, timeout=seconds) as answer:
        return dict(json.load(answer))


class Served:
    """The backend of an `LLM` that asks through the proxy; it needs no further package."""

    def __init__(self, base_url: str, model: str) -> None:
        self._address, self._model = f"{base_url}/chat/completions", model
        self.seconds = 0.0

    def complete(self, request: Request, seconds: float) -> Completion:
        """Return the answer. Raises Refusal."""
        options = {k: v for k, v in request.options.items() if k != "sample"}
        body = {"model": self._model, "messages": [dict(m) for m in request.messages], **options}
        start = time.monotonic()
        try:
            answer = _asked("POST", self._address, body, seconds)
        except urllib.error.HTTPError as error:
            text = error.read().decode("utf-8", "replace")[:1000]
            raise Refusal(text, status=error.code, retry=error.code in _MAY_HELP) from error
        except (OSError, ValueError) as error:
            raise Refusal(f"the proxy cannot be asked: {error}", retry=False) from error
        finally:
            self.seconds += time.monotonic() - start
        return self._completion(request, answer, time.monotonic() - start)

    async def acomplete(self, request: Request, seconds: float) -> Completion:
        """The same, without blocking the event loop."""
        return await asyncio.to_thread(self.complete, request, seconds)

    def _completion(self, request: Request, answer: dict[str, Any], seconds: float) -> Completion:
        choice = (answer.get("choices") or [{}])[0]
        text = (choice.get("message") or {}).get("content") or ""
        usage = answer.get("usage") or {}
        return Completion(
            text,
            self._model,
            usage.get("prompt_tokens") or estimate_tokens(request.messages),
            usage.get("completion_tokens") or estimate_tokens([{"content": text}]),
            None,
            seconds,
            cut=choice.get("finish_reason") == "length",
        )
