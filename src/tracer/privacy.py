"""What must not be shown: secrets, by the names they have and by what the environment holds."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from tracer.errors import TracerError
from tracer.project import pyproject_above

if TYPE_CHECKING:
    from pathlib import Path

HIDDEN = "<redacted>"

_ANYWHERE = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|PASSWD")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_ALWAYS = frozenset({"password", "passwords", "passwd", "secret", "secrets", "apikey", "apikeys"})
_WITH_ANOTHER_WORD = frozenset({"key", "keys", "token", "tokens"})
_TEXTS = (str, bytes)
_CONTAINERS = (list, tuple, set, frozenset, dict)
_SHORTEST_OF_ENVIRONMENT = 8
"""Shorter values of environment variables (`true`, `1`) would hide words all over."""
_SHORTEST_OF_PROGRAM = 4
_LITERAL = re.compile(
    r"""(?P<name>\w+)(?P<between>["']?\s*[:=]\s*)[rRbBuUfF]{0,2}(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')"""
)


@dataclass(frozen=True)
class Redaction:
    """What is hidden from people's screens, run files and language models.

    `patterns`: of names whose values are hidden, and of text that is. `secrets`: texts that are hidden wherever they
    stand.
    """

    patterns: tuple[re.Pattern[str], ...] = ()
    secrets: frozenset[str] = frozenset()

    def hides(self, name: str, value: Any) -> bool:
        """Is the value hidden because of this name? Only text is, and builtin containers that may hold some."""
        if type(value) in _TEXTS:
            told = is_secret_name(name) or (_is_weak(name) and _looks_random(value))
        else:
            told = type(value) in _CONTAINERS and len(value) > 0 and is_secret_name(name)
        return told or any(p.search(name) for p in self.patterns)

    def text(self, text: str) -> str:
        """Return `text` with every known secret replaced."""
        if self._known is not None:
            text = self._known.sub(HIDDEN, text)
        for pattern in self.patterns:
            text = pattern.sub(HIDDEN, text)
        return text

    def code(self, code: str) -> str:
        """Return source text with known secrets, and literals given to secret names, replaced."""
        return self.text(_LITERAL.sub(self._without_literal, code))

    def literals(self, code: str) -> list[str]:
        """Return the texts of literals that source text gives to secret names."""
        found = []
        for match in _LITERAL.finditer(code):
            text = match[0][match.end("between") - match.start() :].strip("rRbBuUfF")[1:-1]
            if self.hides(match["name"], text):
                found.append(text)
        return found

    def knowing(self, values: Iterable[Any]) -> Redaction:
        """Return a redaction that also knows these values of the program as secrets."""
        found = {t for v in values for t in _texts(v) if len(t) >= _SHORTEST_OF_PROGRAM}
        return Redaction(self.patterns, self.secrets | found) if found else self

    def _without_literal(self, match: re.Match[str]) -> str:
        name = match["name"]
        literal = match[0][match.end("between") - match.start() :]
        if self.hides(name, literal.strip("rRbBuUfF'\"")):
            return f'{name}{match["between"]}"{HIDDEN}"'
        return match[0]

    @cached_property
    def _known(self) -> re.Pattern[str] | None:
        if not self.secrets:
            return None
        longest_first = sorted(self.secrets, key=lambda s: (-len(s), s))
        return re.compile("|".join(map(re.escape, longest_first)))


NOTHING_REDACTED = Redaction()


def redaction(environ: Mapping[str, str] = os.environ, folder: Path | None = None) -> Redaction:
    """Return what is hidden now: values of secret environment variables, patterns of `[tool.tracer] redact`.

    The patterns are regular expressions in the nearest `pyproject.toml` at or above `folder` (default: the current
    one). A pattern that is none is a TracerError.
    """
    secrets = frozenset(
        value
        for name, value in environ.items()
        if len(value) >= _SHORTEST_OF_ENVIRONMENT and is_secret_name(name)
    )
    return Redaction(_configured(os.getcwd() if folder is None else os.fspath(folder)), secrets)


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Does a name say that its value is secret? `API_KEY`, `auth_token`, `dbPassword`; not a plain `key` or `token`."""
    if name.isupper():
        return _ANYWHERE.search(name) is not None
    words = [word.lower() for word in _WORD.findall(name)]
    if not _ALWAYS.isdisjoint(words):
        return True
    return len(words) > 1 and not _WITH_ANOTHER_WORD.isdisjoint(words)


def _is_weak(name: str) -> bool:
    """`key` and `token` name ordinary things more often than secrets."""
    return name.lower() in _WITH_ANOTHER_WORD


def _looks_random(value: str | bytes) -> bool:
    text = value if isinstance(value, str) else value.decode("latin-1")
    return (
        len(text) >= 16
        and not any(c.isspace() for c in text)
        and any(c.isdigit() for c in text)
        and any(c.isalpha() for c in text)
    )


def _texts(value: Any) -> list[str]:
    """Return the texts directly in a value of an exact builtin type."""
    kind = type(value)
    if kind is str:
        return [value]
    if kind is bytes:
        return [value.decode("latin-1")]
    if kind in _CONTAINERS:
        inside = [*value.values()] if kind is dict else [*value]
        return [t for v in inside if type(v) in _TEXTS for t in _texts(v)]
    return []


def _configured(folder: str) -> tuple[re.Pattern[str], ...]:
    file = pyproject_above(folder)
    if file is None:
        return ()
    with open(file, encoding="utf-8") as opened:
        return _patterns(file, opened.read())


@lru_cache(maxsize=8)
def _patterns(file: str, text: str) -> tuple[re.Pattern[str], ...]:
    if "redact" not in text:  # loading the parser takes longer than this
        return ()
    import tomllib

    try:
        told = tomllib.loads(text).get("tool", {}).get("tracer", {})
        return tuple(re.compile(p) for p in told.get("redact", []))
    except (re.error, TypeError, tomllib.TOMLDecodeError) as error:
        raise TracerError(
            f"{file}: [tool.tracer] redact holds no list of regular expressions ({error}); correct it"
        ) from error


_ACCESS = re.compile(r"""(?:[\w.\[\]'"]*[.\['"])?(\w+)['"]?\]?""")
_ASKED = re.compile(r"""(?:environ|get|getenv|pop)\(\s*['"](\w+)['"]""")


def name_in(code: str) -> str:
    """Return the name an expression reads or binds: `x`, the `b` of `a.b`, `a["b"]` and `getenv("b")`, else nothing."""
    if len(code) > 200:
        return ""
    found = _ASKED.search(code) or _ACCESS.fullmatch(code)
    return "" if found is None else found[1]
