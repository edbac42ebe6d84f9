"""Fail when a test was skipped, or expected to fail, that the committed list does not allow.

    check_skips.py ALLOWED REPORT...

REPORT is a file that `pytest --junitxml` wrote. A line of ALLOWED is `test id | reason`, where `*`
stands for any text; an empty line or one that starts with `#` says nothing. The test id is the one
that this script prints: `tests.test_module::test_name[case]`.
"""

import ast
import re
import sys
from pathlib import Path
from xml.etree import ElementTree as ET


def pattern(line: str) -> re.Pattern[str]:
    """Return what matches `test id | reason` as a line of the list means it."""
    test, bar, reason = line.partition("|")
    if not (bar and test.strip() and reason.strip()):
        sys.exit(f"a line of the list is not `test id | reason`: {line!r}")
    parts = f"{test.strip()} | {reason.strip()}".split("*")
    return re.compile(".*".join(map(re.escape, parts)), re.DOTALL)


def reason(skipped: ET.Element) -> str:
    """Return why, on one line; that of a whole module stands in the text, as a tuple of three."""
    message = skipped.get("message", "")
    if message == "collection skipped":
        message = ast.literal_eval(skipped.text or "")[2].removeprefix("Skipped: ")
    return " ".join(message.split()) or "no reason given"


def skips(report: Path) -> list[str]:
    """Return `test id | reason` of each skipped test; a report without tests is an error."""
    cases = list(ET.parse(report).iter("testcase"))
    if not cases:
        sys.exit(f"{report} reports no tests")
    return [
        f"{'::'.join(filter(None, (case.get('classname'), case.get('name'))))} | {reason(skipped)}"
        for case in cases
        for skipped in case.iter("skipped")
    ]


def main(allowed: Path, reports: list[Path]) -> int:
    """Print what was skipped and return the exit status."""
    lines = (line.strip() for line in allowed.read_text(encoding="utf-8").splitlines())
    patterns = [pattern(line) for line in lines if line and not line.startswith("#")]
    found = [skip for report in reports for skip in skips(report)]
    refused = [skip for skip in found if not any(p.fullmatch(skip) for p in patterns)]
    print(f"skipped: {len(found)}, not in {allowed.name}: {len(refused)}")
    for skip in refused:
        print(f"  {skip}")
    return 1 if refused else 0


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit("usage: check_skips.py ALLOWED REPORT...")
    sys.exit(main(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]))
