"""The lines that a why chooses where not all have room."""

from hypothesis import given
from tests.tracer.views.programs import graph_of, graphs

from tracer import record, trace
from tracer.views.distances import FAR, distances
from tracer.views.nearest import is_told_elsewhere, nearest
from tracer.views.visits import visits


class Stock:
    """A line of an inventory."""

    def __init__(self, name, count):
        self.name = name
        self.count = count


@trace
def merged(stocks):
    by_name = {}
    for stock in stocks:
        if stock.name in by_name:
            by_name[stock.name].count = stock.count
        else:
            by_name[stock.name] = stock
    return list(by_name.values())


@trace
def missing(stocks, minimum):
    short = []
    for stock in stocks:
        kept = stock.name.strip()
        if kept and stock.count < minimum:
            short.append((kept.title(), minimum - stock.count))
    return short


@trace
def scores():
    level = 1
    level = level + 1
    level = level * 2
    level = level - 1
    level = level * 3
    level = level + 4
    level = level - 2
    level = level * 5
    level = level + 1
    level = level - 3
    level = level * 2
    level = level + 9
    level = level - 7
    height = 3
    height = height * 2
    return level - height


def codes(steps):
    return [step.code for step in steps]


def test_what_was_stored_in_an_attribute_of_an_element_is_shown():
    with record() as run:
        rows = [Stock("nut", 4), Stock("bolt", 9), Stock("nut", 3)]
        out = missing(merged(rows), 5)
    assert "by_name[stock.name].count = stock.count" in codes(run.why(out[0][1]).steps)


def test_each_operand_has_its_nearest_lines():
    with record() as run:
        scores()
    shown = codes(run.why().steps)
    assert {"height = height * 2", "height = 3", "level = level - 7"} <= set(shown)
    assert len(shown) == 12


def lines_of(graph):
    found = distances(graph)
    lines = visits(graph, found)
    return found, lines, list(nearest(graph, found, lines))


def test_operands_take_turns():
    nodes = [{"line": 10 + n} for n in range(4)] + [{"line": 20 + n} for n in range(4)]
    edges = [(n, n + 1, "data") for n in (0, 1, 2, 4, 5, 6)] + [(3, 8, "data"), (7, 8, "data")]
    *_, places = lines_of(graph_of([*nodes, {"line": 30}], edges))
    assert [line for _, line in places] == [13, 23, 12, 22, 11, 21, 10, 20, 30]


@given(graphs())
def test_every_line_that_leads_to_the_criterion_is_there_once(graph):
    found, lines, places = lines_of(graph)
    leads = {
        p
        for p, line in lines.items()
        if not is_told_elsewhere(graph, line)
        and min(found.steps[n] for v in line for n in v.nodes) < FAR
    }
    assert len(places) == len(set(places))
    assert set(places) == leads
