"""Record what a model answered, and answer the same again without it: JSON lines, by the canonical request."""

from __future__ import annotations

import hashlib
import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

from optimizers.errors import ModelError
from optimizers.llm.completions import Backend, Completion, Request


class Recorded:
    """A backend that asks another one and writes each request with its answer to a file, one line each."""

    def __init__(self, backend: Backend, path: Path) -> None:
        self._backend, self._path = backend, path
        self._lock = threading.Lock()

    def complete(self, request: Request, seconds: float) -> Completion:
        """Ask, write down, answer."""
        return self._kept(request, self._backend.complete(request, seconds))

    async def acomplete(self, request: Request, seconds: float) -> Completion:
        """Ask, write down, answer."""
        return self._kept(request, await self._backend.acomplete(request, seconds))

    def _kept(self, request: Request, completion: Completion) -> Completion:
        row = {
            "request": json.loads(request.canonical()),
            "completion": json.loads(completion.to_json()),
        }
        line = json.dumps(row, ensure_ascii=True, sort_keys=True) + "\n"
        with self._lock, self._path.open("a", encoding="ascii") as file:
            file.write(line)
        return completion


class Replay:
    """A backend that answers from such a file. The same request asked again gets its next answer, then the last."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._answers: dict[str, list[Completion]] = {}
        self._lock = threading.Lock()
        for number, line in enumerate(path.read_text("ascii").splitlines(), 1):
            try:
                self._add(json.loads(line))
            except (ValueError, TypeError, KeyError) as error:
                raise ModelError(
                    f"{path}:{number}: no recorded reply ({error}); record again"
                ) from error

    def _add(self, row: dict[str, Any]) -> None:
        model, messages, options = row["request"]
        request = Request(model, tuple(messages), options)
        self._answers.setdefault(_digest(request), []).append(Completion(**row["completion"]))

    def complete(self, request: Request, seconds: float) -> Completion:  # noqa: ARG002  # the protocol's
        """Answer as recorded. Raises ModelError for a request that is not in the file."""
        with self._lock:
            answers = self._answers.get(_digest(request))
            if not answers:
                raise ModelError(
                    f"{self._path}: holds no reply to this request of {request.model}; record it again:\n"
                    f"{request.canonical()[:500]}"
                )
            return answers.pop(0) if len(answers) > 1 else answers[0]

    async def acomplete(self, request: Request, seconds: float) -> Completion:
        """Answer as recorded."""
        return self.complete(request, seconds)


def _digest(request: Request) -> str:
    """A replay stands in for the model, whose name it does not have."""
    asked = replace(request, model="")
    return hashlib.sha256(asked.canonical().encode()).hexdigest()
