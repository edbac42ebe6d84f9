"""The one way to a model: a local server that counts, holds budgets, and records replies or replays them.

`python proxy.py --mode forward --upstream http://127.0.0.1:8099/v1` prints its port and serves until it is ended. It knows
nothing of this package, so that peers in environments of their own are counted by the same lines. A client asks
`http://127.0.0.1:PORT/UNIT/ROLE/v1/chat/completions`: the unit says whose budget it is, the role on whose behalf.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from dataclasses import asdict, dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

_LONGEST = 1800.0
"""Seconds for one reply of a model's server, which may have to wait for others."""

_REFUSED = frozenset({400, 413, 422})
"""Statuses that blame the request, such as one that is too long: that is the arm's own result."""

TEST = "test"
"""The role of calls that score what was learned: counted, and no part of the budget."""

_SPENT = "the budget of {} calls is used up"


class Problem(Exception):
    """What a client is told instead of a reply."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass(slots=True)
class Counts:
    """What a unit has asked for so far.

    `busy`: seconds in which at least one request was under way.
    `problem`: why a reply could not be had, unless a later one could.
    """

    limit: int | None = None
    calls: dict[str, int] = field(default_factory=dict)
    prompt_tokens: int = 0
    reply_tokens: int = 0
    unmetered: int = 0
    busy: float = 0.0
    problem: str = ""
    _under_way: int = 0
    _since: float = 0.0

    def enter(self, role: str) -> None:
        """Count a call. Raises Problem beyond the limit."""
        held = sum(number for name, number in self.calls.items() if name != TEST)
        if self.limit is not None and role != TEST and held >= self.limit:
            raise Problem(402, _SPENT.format(self.limit))
        self.calls[role] = self.calls.get(role, 0) + 1
        if self._under_way == 0:
            self._since = time.monotonic()
        self._under_way += 1

    def leave(self, usage: dict[str, Any] | None) -> None:
        """Note the end of a call. `usage` is None where there was no reply."""
        self._under_way -= 1
        if self._under_way == 0:
            self.busy += time.monotonic() - self._since
        if usage is not None and "prompt_tokens" in usage:
            self.prompt_tokens += int(usage["prompt_tokens"])
            self.reply_tokens += int(usage.get("completion_tokens") or 0)
        elif usage is not None:
            self.unmetered += 1


def digest(request: dict[str, Any]) -> str:
    """Return what equal requests share, whichever model they name."""
    asked = {k: v for k, v in request.items() if k != "model"}
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


class Replies:
    """Recorded replies: JSON lines, by unit and request; the nth time that a unit asks it gets the nth of them."""

    def __init__(self, path: Path, *, recording: bool) -> None:
        self._path, self._recording = path, recording
        text = path.read_text("utf-8") if path.exists() else ""
        self._rows: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
        self._seen: dict[tuple[str, str], int] = {}

    def begin(self, unit: str) -> None:
        """Start at the first reply of a unit; when recording, forget those it had."""
        self._seen = {key: n for key, n in self._seen.items() if key[0] != unit}
        if self._recording:
            self._rows = [row for row in self._rows if row["unit"] != unit]

    def next(self, unit: str, request: dict[str, Any]) -> dict[str, Any]:
        """Return the next reply. Raises Problem where there is none."""
        asked = digest(request)
        known = [r for r in self._rows if r["unit"] == unit and r["digest"] == asked]
        number = self._seen.get((unit, asked), 0)
        self._seen[unit, asked] = number + 1
        if number >= len(known):
            last = str(request.get("messages", [{}])[-1].get("content"))[-300:]
            raise Problem(
                404,
                f"{self._path.name} holds no reply to this request of {unit}. Record it: python "
                f"benchmarks/experiments/run.py {unit.split('~', maxsplit=1)[0]} --smoke --record --model ADDRESS. It ends: {last}",
            )
        return dict(known[number]["reply"])

    def keep(self, unit: str, request: dict[str, Any], reply: dict[str, Any]) -> None:
        """Write a reply down, the file whole at any time."""
        asked = {k: v for k, v in request.items() if k != "model"}
        row = {"unit": unit, "digest": digest(request), "request": asked, "reply": reply}
        self._rows.append(row)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lines = [json.dumps(r, sort_keys=True) + "\n" for r in self._rows]
        with tempfile.NamedTemporaryFile("w", dir=self._path.parent, delete=False) as file:
            file.writelines(lines)
        Path(file.name).replace(self._path)


class Upstream:
    """The model: an address of the OpenAI protocol, or a name that litellm knows."""

    def __init__(self, given: str) -> None:
        self._given = given

    def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Return the server's answer. Raises Problem with the server's status."""
        if self._given.startswith(("http://", "https://")):
            return self._forward(request)
        import litellm

        try:
            answer = litellm.completion(**{**request, "model": self._given}, timeout=_LONGEST)
        except Exception as error:
            raise Problem(int(getattr(error, "status_code", 502)), str(error)[:2000]) from error
        return dict(answer.model_dump())

    def _forward(self, request: dict[str, Any]) -> dict[str, Any]:
        key = os.environ.get("OPENAI_API_KEY", "none")
        asked = urllib.request.Request(
            f"{self._given.rstrip('/')}/chat/completions",
            json.dumps(request).encode(),
            {"Content-Type": "application/json", "Authorization": f"Bearer {key}"},
        )
        try:
            with urllib.request.urlopen(asked, timeout=_LONGEST) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            raise Problem(error.code, error.read().decode("utf-8", "replace")[:2000]) from error
        except (OSError, ValueError) as error:
            raise Problem(502, f"the model's server cannot be asked: {error}") from error


class Proxy:
    """Answers requests of units, in the mode it was started in."""

    def __init__(self, upstream: Upstream | None, replies: Replies | None) -> None:
        self._upstream, self._replies = upstream, replies
        self._units: dict[str, Counts] = {}
        self._lock = threading.Lock()

    def begin(self, unit: str, limit: int | None) -> None:
        """Count a unit from 0 on, with at most `limit` calls."""
        with self._lock:
            self._units[unit] = Counts(limit)
            if self._replies is not None:
                self._replies.begin(unit)

    def counts(self, unit: str) -> dict[str, Any]:
        """Return what a unit has asked for."""
        with self._lock:
            found = asdict(self._units.get(unit) or Counts())
        return {name: value for name, value in found.items() if not name.startswith("_")}

    def answer(self, unit: str, role: str, request: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to a request. Raises Problem."""
        if request.get("stream"):
            raise Problem(400, "replies are not streamed here; ask without stream")
        with self._lock:
            counts = self._units.get(unit)
            if counts is None:
                raise Problem(404, f"nobody has begun the unit {unit}")
            counts.enter(role)
        usage = None
        try:
            reply = self._reply(unit, request)
            usage = reply.get("usage") or {}
            if self._upstream is not None:
                counts.problem = ""
        except Problem as problem:
            if problem.status not in _REFUSED:
                counts.problem = f"{problem.status}: {problem}"
            raise
        finally:
            with self._lock:
                counts.leave(usage)
        return reply

    def _reply(self, unit: str, request: dict[str, Any]) -> dict[str, Any]:
        if self._upstream is None:
            assert self._replies is not None
            with self._lock:
                return self._replies.next(unit, request)
        reply = self._upstream.ask(request)
        if self._replies is not None:
            kept = {name: reply[name] for name in ("choices", "model", "usage") if name in reply}
            with self._lock:
                self._replies.keep(unit, request, kept)
        return reply


class _Handler(BaseHTTPRequestHandler):
    """`PUT /units/UNIT` begins one, `GET` of it counts, `POST /UNIT/ROLE/v1/chat/completions` asks."""

    server: _Server
    protocol_version = "HTTP/1.1"

    def do_PUT(self) -> None:
        """Begin a unit."""
        self.server.proxy.begin(self.path.rsplit("/", 1)[-1], self._body().get("calls"))
        self._send(200, {})

    def do_GET(self) -> None:
        """Tell the counts of a unit, or the models there are."""
        if self.path.endswith("/models"):
            self._send(200, {"object": "list", "data": [{"id": "model", "object": "model"}]})
        else:
            self._send(200, self.server.proxy.counts(self.path.rsplit("/", 1)[-1]))

    def do_POST(self) -> None:
        """Answer a request."""
        request = self._body()
        try:
            self._send(200, self._answer(request))
        except Problem as problem:
            self._send(problem.status, {"error": {"message": str(problem), "code": problem.status}})

    def _answer(self, request: dict[str, Any]) -> dict[str, Any]:
        unit, role, *what = [*self.path.strip("/").split("/"), "", ""]
        if what[:-2] not in (["v1", "chat", "completions"], ["chat", "completions"]):
            raise Problem(404, f"{self.path}: only chat/completions is served here")
        return self.server.proxy.answer(unit, role, request)

    def log_message(self, *words: Any) -> None:
        """Write nothing."""

    def _body(self) -> dict[str, Any]:
        return dict(
            json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        )

    def _send(self, status: int, content: dict[str, Any]) -> None:
        data = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, proxy: Proxy) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.proxy = proxy


def main() -> None:
    """Serve until standard input is closed: with the process that started it."""
    options = argparse.ArgumentParser(description=__doc__, allow_abbrev=False)
    options.add_argument("--mode", choices=["forward", "record", "replay"], required=True)
    options.add_argument("--upstream", help="address of the OpenAI protocol, or litellm's name")
    options.add_argument("--replies", type=Path, metavar="FILE")
    args = options.parse_args()
    replies = None
    if args.mode != "forward":
        replies = Replies(args.replies, recording=args.mode == "record")
    upstream = None if args.mode == "replay" else Upstream(args.upstream)
    server = _Server(Proxy(upstream, replies))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_address[1], flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
