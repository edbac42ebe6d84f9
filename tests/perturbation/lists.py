"""What is measured once, kept in files and held by tests."""

from pathlib import Path

_HERE = Path(__file__).parent
RATCHET = _HERE / "hard_tier.txt"
"""How many violations `HARD_PROGRAMS` programs of the hard tier may show; the number may only fall."""
NEEDED = _HERE / "needed_rules.txt"
"""For each rule a program whose slice would miss an input without it, as `rule: seed`."""
KNOWN = _HERE / "known.txt"
"""Seeds of the core tier whose slices miss an input that matters, as `seed: why`; the list may only get shorter."""
PAGE = _HERE.parents[1] / "docs" / "soundness.md"
"""The page that tells all of it."""
HARD_PROGRAMS = 120


def hard_violations() -> int:
    """Return the number of violations that the hard tier may show."""
    return int(RATCHET.read_text(encoding="utf-8"))


def needed() -> dict[str, int]:
    """Return for each rule the seed of a program that needs it."""
    lines = NEEDED.read_text(encoding="utf-8").splitlines()
    return {rule: int(seed) for rule, seed in (line.split(": ") for line in lines)}


def known() -> dict[int, str]:
    """Return for each seed whose slice is known to miss an input the reason."""
    lines = (line.split(": ", 1) for line in KNOWN.read_text(encoding="utf-8").splitlines())
    return {int(seed): why for seed, why in lines}
