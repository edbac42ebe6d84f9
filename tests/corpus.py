"""The sample programs: one construct of the language each, and in `found` what once failed, made small."""

import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "samples"


def sample_names() -> list[str]:
    """Return the names of the samples that this Python understands."""
    paths = (path.relative_to(FOLDER).with_suffix("") for path in FOLDER.rglob("*.py"))
    names = sorted(path.as_posix() for path in paths)
    return [name for name in names if sys.version_info >= (3, 12) or not name.endswith("_312")]


def sample(name: str) -> str:
    """Return the source of a sample."""
    return (FOLDER / f"{name}.py").read_text(encoding="utf-8")


each_sample = pytest.mark.parametrize("name", sample_names())
