"""Makes a program that shows a violation smaller: `python -m tests.perturbation.shrinking SEED`."""

import ast
import sys
import warnings
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

from .generation import generate
from .inputs import is_mark
from .judging import grammar_of, judge_source


def shrunk(source: str, shows: Callable[[str], bool]) -> str:
    """Return a small program, made of parts of `source`, for which `shows` still holds."""
    assert shows(source)
    before, source = "", ast.unparse(ast.parse(source))
    while before != source:
        before, source = source, _pass(source, shows)
    return source


def _pass(source: str, shows: Callable[[str], bool]) -> str:
    """Try to make each part of a program smaller, the largest first."""
    number = 0
    while (places := list(_places(ast.parse(source)))[number:]) and (place := places[0]):
        smaller = (text for text in _smaller(source, place) if len(text) < len(source))
        better = next((text for text in smaller if shows(text)), None)
        number, source = (number + 1, source) if better is None else (number, better)
    return source


Place = tuple[int, str, int | None]
"""The number of a node in walking order, a field of it, an index in the field."""


def _places(tree: ast.Module) -> Iterator[Place]:
    for number, node in enumerate(ast.walk(tree)):
        for name, value in ast.iter_fields(node):
            if isinstance(value, list):
                yield from ((number, name, index) for index in range(len(value)))
            elif isinstance(value, ast.expr):
                yield number, name, None


def _smaller(source: str, place: Place) -> Iterator[str]:
    """Yield programs with something less in that place."""
    number, name, index = place
    tree = ast.parse(source)
    value = getattr(_nth(tree, number), name)
    for new in _instead(value if index is None else value[index], optional=index is not None):
        changed = deepcopy(tree)
        node = _nth(changed, number)
        if index is None:
            setattr(node, name, new[0])
        else:
            getattr(node, name)[index : index + 1] = new
        if text := _text(changed):
            yield text


def _text(tree: ast.Module) -> str | None:
    try:
        text = ast.unparse(ast.fix_missing_locations(tree))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(text, "program", "exec")
    except (SyntaxError, ValueError, AttributeError, TypeError, IndexError):
        return None
    return text


def _nth(tree: ast.AST, number: int) -> ast.AST:
    return next(node for i, node in enumerate(ast.walk(tree)) if i == number)


def _instead(part: Any, *, optional: bool) -> Iterator[list[Any]]:
    """Yield what may stand in the place of a part: nothing, what is in it, a number."""
    if optional:
        yield []
    if isinstance(part, ast.stmt):
        for block in ("body", "orelse", "finalbody"):
            yield from ([getattr(part, block)] if getattr(part, block, None) else [])
    elif isinstance(part, ast.expr) and not isinstance(part, ast.Constant) and not is_mark(part):
        for inner in ast.walk(part):
            if isinstance(inner, ast.expr) and inner is not part:
                yield [inner]
        yield [ast.Constant(1)]


def main() -> None:
    """Print what is left of the program of a seed."""
    seed = int(sys.argv[1])
    imported = seed % 3 == 2

    def shows(source: str) -> bool:
        calls = [node for node in ast.walk(ast.parse(source)) if is_mark(node)]
        if "import trainable" not in source or not all(c.args and c.keywords for c in calls):
            return False  # no program of ours
        try:
            verdict = judge_source(source, imported=imported)
        except AssertionError:
            return False  # it gives the mark itself, which is another object when recorded
        return verdict is not None and bool(verdict.missed)

    if imported and (verdict := judge_source(generate(seed, grammar_of(seed)), imported=False)):
        imported = not verdict.missed
    source = shrunk(generate(seed, grammar_of(seed)), shows)
    verdict = judge_source(source, imported=imported)
    assert verdict is not None
    for witness in verdict.missed:
        print(f"# {witness.name} -> {witness.value!r}: {witness.before} becomes {witness.after}")
    print("# only main is recorded" if imported else "# all is recorded")
    print(source)


if __name__ == "__main__":
    main()
