"""Takes away what a program defines and never names: small programs are recorded fast and read easily."""

import ast
from collections.abc import Iterator


def pruned(source: str) -> str:
    """Return `source` without functions, methods, classes and shared names of module level that nothing names."""
    while True:
        lines = source.split("\n")
        dead = _dead(ast.parse(source))
        if not dead:
            return source
        for start, end in sorted(dead, reverse=True):
            del lines[start - 1 : end]
        source = "\n".join(lines)


def _dead(tree: ast.Module) -> list[tuple[int, int]]:
    """Return the first and the last line of each definition that can go."""
    used = set(_used(tree)) | {"main"}
    body = [
        *tree.body,
        *(each for node in tree.body if isinstance(node, ast.ClassDef) for each in node.body),
    ]
    found = [_lines(node) for node in body if _defined(node) and not _defined(node) & used]
    return [
        span
        for span in found
        if not any(o[0] <= span[0] and span[1] <= o[1] for o in found if o != span)
    ]


def _defined(node: ast.stmt) -> set[str]:
    """Return the names that a definition is for, none for what must stay."""
    match node:
        case ast.FunctionDef() | ast.ClassDef():
            return set() if node.name.startswith("__") else {node.name}
        case ast.Assign(targets=[ast.Name(name)], value=ast.Call() | ast.List() | ast.Dict()):
            return {name}
    return set()


def _lines(node: ast.stmt) -> tuple[int, int]:
    decorators = getattr(node, "decorator_list", [])
    assert node.end_lineno is not None
    return min([node.lineno, *(d.lineno for d in decorators)]), node.end_lineno


def _used(tree: ast.AST) -> Iterator[str]:
    """Yield the names that are read or may be, definitions of overriding methods apart."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(name, ast.Load()) | ast.Attribute(attr=name):
                yield name
            case ast.Global(names):
                yield from names
            case ast.Constant(str(text)) if text.isidentifier():
                yield text
