"""What a recorded rollout tells of code parameters."""

import json
import sys

import pytest

from optimizers.engines.repair.facts import facts_of, observed
from optimizers.engines.repair.observing import observe
from tracer import overlay, parameters, record

SOURCE = '''LIMIT = 3


class Box:
    def __init__(self, size):
        self.size = size


def chosen(n, boxes):  # tracer: trainable
    """Which."""
    used = [b.size for b in boxes]
    if n > 2:
        other = used
        return other[n]
    return n


def called(n, boxes):  # tracer: trainable
    return chosen(n, boxes)
'''


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    folder = tmp_path_factory.mktemp("observed")
    (folder / "observed_app.py").write_text(SOURCE, encoding="utf-8")
    sys.path.insert(0, str(folder))
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        import observed_app

        yield observed_app
    finally:
        sys.path.remove(str(folder))
        sys.dont_write_bytecode = before
        sys.modules.pop("observed_app", None)


def told(app, n, changes=None):
    found = parameters(app)
    error = None
    with overlay(changes or {}), record() as run:
        try:
            app.called(n, [app.Box(1)])
        except IndexError as raised:
            error = raised
    return json.loads(json.dumps(observe(run, error, found)))


IDENT = "observed_app:chosen:chosen"


def lines(spots):
    return {spot[0] for spot in spots}


def test_lines_are_those_of_the_definition(app):
    passed, failed = observed(IDENT, told(app, 1)), observed(IDENT, told(app, 5))
    assert lines(failed.executed) - lines(passed.executed) == {5, 6}
    assert {4, 6} <= lines(failed.wanted)


def test_types_of_names_expressions_and_classes(app):
    facts = facts_of(IDENT, [told(app, 5)])
    assert facts.names["used"] == {"list[int]"}
    assert facts.names["n"] == {"int"}
    assert facts.classes["Box"]["fields"] == {"size": "int"}
    assert facts.scope["LIMIT"] == "int"
    assert facts.scope["called"] == "function"


def test_the_trace_tells_other_courses(app):
    assert told(app, 1)["trace"] == told(app, 1)["trace"]
    assert told(app, 1)["trace"] != told(app, 2)["trace"]


def test_a_candidate_is_told_by_its_own_lines(app):
    parameter = next(p for p in parameters(app) if p.id == IDENT)
    longer = parameter.value.replace("    if n", "    n = n\n    if n")
    found = observed(IDENT, told(app, 1, {parameter: longer}))
    assert max(lines(found.executed)) == 8
