"""The notation of cases.

`## name` begins a case; `<a=3>` is an input, `trainable(3, name='a')`. The last lines say what a slice of the output
of `main()` holds: `# slice:` the parameters without potential dependence, `# potential:` those that it adds, and
`# nodes:` where they are all known, the nodes without potential dependence, as `line:code` with ` | ` between them
(of `def` and `class` the first line of the code; the line of `## name` is 1: there stands the import). `# gives:` is what `main()` returns.
"""

import re
from dataclasses import dataclass

_INPUT = re.compile(r"<(\w+)=([^<>\n]+)>")
_EXPECTED = re.compile(r"^# (slice|potential|nodes|gives):(.*)\n", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Case:
    """A program, and the names in its slice without potential dependence and with it."""

    name: str
    source: str
    slim: frozenset[str]
    full: frozenset[str]
    nodes: frozenset[tuple[int, str]] | None
    gives: str | None


def cases(text: str) -> list[Case]:
    """Return the cases that are written in `text`."""
    return [_case(part) for part in text.strip().removeprefix("## ").split("\n## ")]


def _case(part: str) -> Case:
    name, _, rest = part.partition("\n")
    expected = {match[1]: match[2] for match in _EXPECTED.finditer(rest + "\n")}
    program = _EXPECTED.sub("", rest + "\n").strip("\n")
    slim = frozenset(expected["slice"].split())
    added = frozenset(expected.get("potential", "").split())
    assert not slim & added, f"{name}: potential lists what it adds"
    nodes = _nodes(expected["nodes"]) if "nodes" in expected else None
    gives = expected["gives"].strip() if "gives" in expected else None
    source = f"from tracer import trainable\n{marked(program)}\n"
    return Case(name, source, slim, slim | added, nodes, gives)


def _nodes(text: str) -> frozenset[tuple[int, str]]:
    """Return lines and codes; with an input stands its literal, which is evaluated too."""
    found = set()
    for item in text.split(" | "):
        line, _, code = item.strip().partition(":")
        found.add((int(line), marked(code)))
        if alone := _INPUT.fullmatch(code):
            found.add((int(line), alone[2]))
    return frozenset(found)


def marked(text: str) -> str:
    """Return `text` with the calls that the inputs stand for."""
    return _INPUT.sub(r"trainable(\2, name='\1')", text)
