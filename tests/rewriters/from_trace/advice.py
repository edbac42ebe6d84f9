"""What stands beside the programs as `advice`: a model that gives prepared answers, and keeps what it was asked."""

import json
from pathlib import Path

_HERE = Path(__file__).parent
_answers = iter(json.loads((_HERE / "answers.json").read_text(encoding="utf-8")))
_asked = []


def model(messages):
    """Return the next answer in our form."""
    _asked.append("\n".join(m["content"] for m in messages))
    (_HERE / "asked.json").write_text(json.dumps(_asked), encoding="utf-8")
    parts = [
        f"<variable>\n<name>{name}</name>\n<value>\n{value}\n</value>\n</variable>"
        for name, value in next(_answers).items()
    ]
    return "\n".join(parts)
