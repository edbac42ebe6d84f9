"""Which engines `auto` runs, by the kinds of parameters there are; and what they leave alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from optimizers.engines import maker
from optimizers.engines.engine import ParameterInfo
from tracer.errors import TracerError


@dataclass(frozen=True, slots=True)
class Choice:
    """Engines, run one after the other until one has found something better; why these; what nobody changes."""

    engines: tuple[str, ...]
    reason: str
    left_alone: tuple[str, ...] = ()


MODEL = "optoprime"
"""The engine that asks, where no other was chosen."""


def choose(engine: str, infos: Sequence[ParameterInfo], *, model: bool = False) -> Choice:
    """Return the engines to run; `model`: may one be asked? Raises TracerError where none can change any parameter, or none has that name."""
    if engine != "auto":
        require_engine(engine)
        return Choice((engine,), "as asked")
    code = [i for i in infos if i.kind == "code"]
    floats = [i for i in infos if i.kind == "number" and not i.whole]
    others = [i for i in infos if i.kind == "choice" or (i.kind == "number" and i.whole)]
    text = [i for i in infos if i.kind in {"text", "value"} and i.choices is None]
    if model and text:
        if len(text) == len(infos):
            return Choice((MODEL,), f"{_count(text, 'text', 'texts')}, and a model to ask")
        return Choice(("portfolio",), "texts and other values, and a model to ask")
    left = tuple(i.name for i in text)
    if code and (floats or others):
        return Choice(("portfolio",), f"{_count(code, 'body', 'bodies')} and other values", left)
    if code:
        after = (MODEL,) if model else ()
        reason = _count(code, "function body", "function bodies")
        return Choice(
            ("repair", *after), reason + (": repair first, then the model" if model else ""), left
        )
    if floats and not others:
        reason = (
            f"{_count(floats, 'float', 'floats')}: derivatives first, search if they lead nowhere"
        )
        return Choice(("gradient", "search"), reason, left)
    if floats:
        both = f"{_count(floats, 'float', 'floats')} beside {_count(others, 'other value', 'other values')}"
        return Choice(("portfolio",), f"{both}: derivatives and search in turn", left)
    if others:
        return Choice(("search",), _count(others, "value", "values"), left)
    named = ", ".join(left) or "none"
    raise TracerError(
        f"no engine without a language model changes text ({named}): mark numbers, choices or functions, or pass llm=…"
    )


def require_engine(engine: str) -> None:
    """Raise TracerError where no engine has that name."""
    if engine != "auto":
        maker(engine)


def _count(infos: Sequence[ParameterInfo], one: str, many: str) -> str:
    return f"{len(infos)} {one if len(infos) == 1 else many}"
