"""What scripted clients share: reading a prompt apart, and answering in the form that is asked for."""

import importlib.util
import re
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parents[2] / "examples"
_TITLES = ("Instruction", "Variables", "Feedback", "Run", "Past attempts", "Tried so far")
_TITLES += ("Request", "Reply", "Criticism of the reply", "Criticism", "Variable", "Purpose")
_SECTION = re.compile(rf"^# ((?:{'|'.join(_TITLES)})\b[^\n]*)\n", re.MULTILINE)
_VARIABLE = re.compile(r"^name: (\S+)\n(?:(?!value:|name:).*\n)*value:\n", re.MULTILINE)


def load(name):
    """Return an example as a module of its own."""
    spec = importlib.util.spec_from_file_location(f"example_{name}", EXAMPLES / f"{name}.py")
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Prompt:
    """A prompt's sections by title, and the values of the variables it shows."""

    def __init__(self, messages):
        text = "\n".join(m["content"] for m in messages if m["role"] == "user")
        parts = _SECTION.split(text)
        self.sections = dict(zip(parts[1::2], parts[2::2], strict=True))
        shown = self["Variable"]
        found = list(_VARIABLE.finditer(shown))
        ends = [*(m.start() for m in found[1:]), len(shown)]
        self.variables = {
            m[1]: shown[m.end() : end].rstrip("\n") for m, end in zip(found, ends, strict=False)
        }

    def __getitem__(self, title):
        return "\n".join(t for name, t in self.sections.items() if name.startswith(title))

    def search(self, title, pattern):
        """Return the first match in a section, or None."""
        return re.search(pattern, self[title], re.MULTILINE)


def answer(reasoning="it is so", /, **values):
    """Return a reply that suggests these values."""
    parts = [
        f"<variable>\n<name>{name}</name>\n<value>\n{value}\n</value>\n</variable>"
        for name, value in values.items()
    ]
    return "\n".join([f"<reasoning>{reasoning}</reasoning>", *parts])


NOTHING = "I cannot tell what to change."


def without(title, client):
    """Return a client that does not see the sections of this title."""

    def blind(messages):
        kept = []
        for message in messages:
            parts = _SECTION.split(message["content"])
            sections = zip(parts[1::2], parts[2::2], strict=True)
            text = [f"# {name}\n{body}" for name, body in sections if not name.startswith(title)]
            kept.append({**message, "content": "\n".join([parts[0], *text])})
        return client(kept)

    return blind
