"""Prompts: sections under a hard budget of tokens. Values of parameters are never cut, feedback is cut at its end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracer.errors import TracerError
from tracer.privacy import redaction
from tracer.views.tokens import count_tokens, fitting

if TYPE_CHECKING:
    from tracer.trainables.parameter import Parameter

ANSWER = """\
Answer in this form, and with nothing after it:
<reasoning>what is wrong, and which changes mend it</reasoning>
<variable>
<name>the name of a variable listed above</name>
<value>
its whole new value
</value>
</variable>
Write one <variable> for each variable you change, and none for those that should stay. A value is written as it is: \
text without quotes, code as a whole function with the same name and arguments, numbers and literals as Python has them."""

JSON_ANSWER = """\
Answer with a JSON object: `reasoning` says what is wrong, and which changes mend it; `suggestion` holds the whole new \
value of each variable you change, by its name, and none of those that should stay. Code is a text: a whole function with \
the same name and arguments."""

_LEAST = 200
"""Tokens to which a section is cut at least: one that needs more and has less is left out."""


@dataclass(frozen=True, slots=True)
class Section:
    """A titled part of a prompt. `fit`: writes it within a number of tokens; None if `text` is all there is to it."""

    title: str
    text: str = ""
    fit: Callable[[int], str] | None = None


def compose(sections: Sequence[Section], max_tokens: int, limit: int | None = None) -> str:
    """Return the sections as one text of at most `max_tokens` tokens.

    Those of fixed text come first to the budget, then the others share what is left, in order. Raises TracerError if the
    fixed ones do not fit, saying what `limit` should be: the user's, of which `max_tokens` are for this text.
    """
    hides = redaction()
    fixed = {s.title: hides.text(s.text) for s in sections if s.fit is None and s.text}
    heads = sum(count_tokens(f"# {s.title}\n\n\n") for s in sections)
    left = max_tokens - heads - sum(count_tokens(text) for text in fixed.values())
    if left < 0:
        limit = max_tokens if limit is None else limit
        raise TracerError(
            f"the values of the parameters and the instructions need {limit - left} tokens and are never cut; "
            f"give max_tokens={limit - left} or more (it is {limit}), or train fewer parameters at once"
        )
    open_ones = [s for s in sections if s.fit is not None]
    for number, section in enumerate(open_ones):
        text = hides.text(_fitted(section, left // (len(open_ones) - number)))
        fixed[section.title] = text
        left -= count_tokens(text)
    return "\n\n".join(f"# {s.title}\n{fixed[s.title]}" for s in sections if fixed.get(s.title))


def _fitted(section: Section, tokens: int) -> str:
    """Return as much of a section as is worth showing: all of it, or `_LEAST` tokens."""
    assert section.fit is not None
    try:
        text = cut_end(section.fit(max(tokens, _LEAST)), max(tokens, _LEAST))
    except TracerError:  # not even the least of it fits
        return ""
    return text if count_tokens(text) <= tokens else ""


def cut_end(text: str, tokens: int) -> str:
    """Return as much of the beginning of a text as has at most so many tokens, and say how much was cut."""
    if fitting(text, tokens) == len(text):
        return text
    length = fitting(text, tokens - count_tokens(_left_out(len(text), len(text))))
    return f"{text[:length]}{_left_out(len(text) - length, len(text))}" if length else ""


def _left_out(cut: int, whole: int) -> str:
    return f"… ({cut} of {whole} characters left out)"


def variables(parameters: Iterable[Parameter], names: Mapping[str, str]) -> str:
    """Return each parameter with its type, what it is for, its limits and its whole value; `names`: theirs, by id."""
    return "\n\n".join(_variable(p, names[p.id]) for p in parameters)


def _variable(parameter: Parameter, name: str) -> str:
    told = [f"name: {name}", f"type: {_type(parameter)}"]
    if parameter.description:
        told.append(f"description: {parameter.description}")
    told += [f"constraint: {text}" for text in limits(parameter)]
    return "\n".join([*told, f"value:\n{shown(parameter.value)}"])


def _type(parameter: Parameter) -> str:
    if parameter.kind == "code":
        return "code of a function"
    return type(parameter.value).__name__


def limits(parameter: Parameter) -> list[str]:
    """Return what must hold of a parameter's value, as text."""
    told: list[str] = []
    if isinstance(parameter.constraint, str):
        told.append(parameter.constraint)
    if parameter.bounds is not None:
        told.append(f"from {parameter.bounds[0]} to {parameter.bounds[1]}")
    if parameter.choices is not None:
        told.append(f"one of {', '.join(map(repr, parameter.choices))}")
    return told


def shown(value: Any) -> str:
    """Return a value as a reply should write it: text as it is, else the literal."""
    return value if isinstance(value, str) else repr(value)
