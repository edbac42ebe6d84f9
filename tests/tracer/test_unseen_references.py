"""A program sees none of a recording's references: its generators are closed when they would be, its objects have the referrers they have."""

import gc

from tests.tracer.things import Thing, uses

from tracer import record, trace


@trace
def three(log):
    try:
        yield from range(3)
    finally:
        log.append("closed")


def test_a_generator_that_a_loop_abandons_is_closed_at_once():
    @trace
    def first(log):
        for n in three(log):
            log.append(n)
            break
        log.append("after")

    log = []
    with record() as run:
        first(log)
    assert log == [0, "closed", "after"]
    assert len(run) > 0


def test_a_generator_that_a_name_let_go_of_is_closed_at_once():
    @trace
    def begun(log):
        turns = three(log)
        next(turns)
        del turns
        log.append("after")

    log = []
    with record():
        begun(log)
    assert log == ["closed", "after"]


def test_an_event_gives_the_generator_that_is_still_there():
    @trace
    def begun(log):
        turns = three(log)
        next(turns)
        return [turns]

    with record() as run:
        (turns,) = begun([])
    assert [e.value for e in run.events() if e.site.code == "three(log)"] == [turns]


def test_an_event_names_the_generator_that_is_gone():
    @trace
    def looped(log):
        for n in three(log):
            log.append(n)

    with record() as run:
        looped([])
    (value,) = [e.value for e in run.events() if e.site.code == "three(log)"]
    assert repr(value) == "<generator three>"


def test_a_program_finds_no_recording_among_the_referrers_of_its_objects():
    thing = Thing()
    before = len(gc.get_referrers(thing))
    with record() as run:
        uses(lambda: thing)
        assert len(gc.get_referrers(thing)) == before
    assert len(run) > 0


def test_locals_kept_at_an_exception_are_not_among_the_referrers_of_what_they_hold():
    @trace
    def failing(thing, numbers):
        texts = [str(n) + "" for n in numbers]
        a, b, c, d, e = (t + t for t in texts)
        return [a + b, c + d, e + a, b + c, d + e, type(thing)][len(texts) * 9]

    @trace
    def catching(thing, numbers):
        try:
            failing(thing, numbers)
        except IndexError:
            numbers = []
        return [found for found in gc.get_referrers(thing) if type(found) is dict]

    with record() as run:
        found = catching(Thing(), range(5))
    assert found == []
    assert len(run) > 0
