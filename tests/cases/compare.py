"""Prints the cases whose slices are not as expected: `python -m tests.cases.compare [word of a name …]`."""

import sys

from tests.perturbation.running import Program

from .case import Case
from .test_cases import CASES


def difference(case: Case) -> str:
    """Return what is lost and what is too much, or "" if all is as expected."""
    run, _ = Program(case.source).record()
    found = []
    for potential, expected in ((False, case.slim), (True, case.full)):
        names = {each.name for each in run.slice(potential=potential).parameters}
        for word, wrong in (("lost", expected - names), ("too much", names - expected)):
            if wrong:
                found.append(
                    f"{word} {'with' if potential else 'without'} potential: {sorted(wrong)}"
                )
    return "; ".join(found)


def main() -> None:
    """Print each case that differs, with its source."""
    for case in CASES:
        if any(word in case.name for word in sys.argv[1:] or [""]) and (told := difference(case)):
            print(f"## {case.name}\n# {told}\n{case.source}")


if __name__ == "__main__":
    main()
