"""The command `cache`: replies of models that were paid for and are kept."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tracer.cli.misuse import Misuse
from tracer.cli.options import Option, described, last, parse
from tracer.cli.words import number, one_line
from tracer.errors import TracerError

if TYPE_CHECKING:
    from optimizers.llm.cache import ReplyCache

OPTIONS = (
    Option("--clear", "forget them"),
    Option("--model", "only those of MODEL", "MODEL"),
    Option("--help", "show this text", short="-h"),
)

_HELP = """\
usage: python -m tracer cache [options]

Show how many replies of language models are kept, so that nobody pays for them twice: in the user's cache folder, or
in the file that TRACER_REPLIES names.

{options}
"""


def cache_command(words: list[str]) -> bool:
    """Print what is kept, or forget it. Raises Misuse, also for a file that cannot be used."""
    given, rest = parse(words, OPTIONS)
    if rest:
        raise Misuse(f"cache takes options only, and {rest[0]!r} is none")
    if "help" in given:
        sys.stdout.write(_HELP.format(options=described(OPTIONS)))
        return False
    from optimizers.llm.cache import ReplyCache, default_path

    cache, model = ReplyCache(default_path()), last(given, "model")
    try:
        told = _cleared(cache, model) if "clear" in given else _kept(cache, model)
    except TracerError as error:
        raise Misuse(one_line(error)) from error
    sys.stdout.write(told)
    return False


def _cleared(cache: ReplyCache, model: str | None) -> str:
    return f"{_replies(cache.clear(model))} forgotten\n"


def _kept(cache: ReplyCache, model: str | None) -> str:
    kept = cache.kept()
    models = {name: n for name, n in kept.models.items() if model in {None, name}}
    width = max(map(len, models), default=0)
    lines = [f"{cache.path}: {_replies(kept.replies)}, {number(kept.bytes, 'byte')}"]
    lines += [f"  {name:<{width}}  {_replies(count)}" for name, count in models.items()]
    return "\n".join(lines) + "\n"


def _replies(count: int) -> str:
    return "1 reply" if count == 1 else f"{count} replies"
