"""A recording: what came out, what went wrong, how much there is."""

import asyncio

import pytest
from tests import traced
from tests.told import told, values_of

from tracer import Recording, record, trace


@pytest.mark.smoke
def test_the_output_is_the_very_value_of_the_call():
    with record() as run:
        value = traced.made(1)
    assert run.output is value


def test_the_output_is_that_of_the_last_outermost_call():
    with record() as run:
        traced.add(1)
        traced.positives([1, 2])
    assert run.output == [3, 4]


def test_the_output_is_none_where_nothing_traced_was_called():
    with record() as run:
        traced.plain(1)
    assert (run.output, run.error, len(run)) == (None, None, 0)


def test_the_output_is_none_where_the_call_gave_none():
    @trace
    def nothing():
        pass

    with record() as run:
        traced.add(1)
        nothing()
    assert run.output is None


def test_the_output_of_a_coroutine_is_what_awaiting_it_gave():
    with record() as run:
        asyncio.run(traced.slow(4))
    assert run.output == 40


def test_the_output_of_a_generator_function_is_the_generator():
    with record() as run:
        turns = traced.countdown(3)
        next(turns)
    assert run.output is turns


def test_the_output_of_a_generator_function_is_the_generator_when_it_is_exhausted():
    with record() as run:
        turns = traced.countdown(2)
        list(turns)
    assert run.output is turns


def test_the_output_of_two_generators_is_the_one_that_began_last():
    with record() as run:
        first, second = traced.countdown(2), traced.countdown(2)
        list(first)
        list(second)
    assert run.output is second


def test_the_output_of_an_async_generator_function_is_the_generator():
    async def drive(turns):
        return await anext(turns)

    with record() as run:
        turns = traced.steps(2)
        asyncio.run(drive(turns))
    assert run.output is turns


@pytest.mark.smoke
def test_the_error_is_the_exception_that_left_the_call():
    with record() as run, pytest.raises(ZeroDivisionError) as caught:
        traced.divide(1, 0)
    assert run.error is caught.value
    assert run.output is None


def test_an_exception_that_the_program_handles_is_no_error():
    with record() as run:
        traced.quietly(1, 0)
    assert (run.error, run.output) == (None, None)


def test_a_call_that_succeeds_later_leaves_no_error():
    with record() as run:
        with pytest.raises(ZeroDivisionError):
            traced.divide(1, 0)
        traced.add(1, 1)
    assert (run.error, run.output) == (None, 2)


def test_a_coroutine_that_fails_has_an_error():
    @trace
    async def fails():
        await asyncio.sleep(0)
        raise LookupError

    with record() as run, pytest.raises(LookupError) as caught:
        asyncio.run(fails())
    assert run.error is caught.value


def test_a_generator_that_fails_has_an_error():
    @trace
    def fails():
        yield 1
        raise LookupError

    with record() as run, pytest.raises(LookupError) as caught:
        list(fails())
    assert run.error is caught.value


def test_an_exception_that_leaves_the_block_closes_the_recording():
    with pytest.raises(ZeroDivisionError), record() as run:
        traced.divide(1, 0)
    before = len(run)
    traced.add(1)
    assert len(run) == before > 0


@pytest.mark.smoke
def test_nothing_is_recorded_outside_the_block():
    traced.add(1)
    with record() as run:
        pass
    traced.add(2)
    assert len(run) == 0


def test_the_length_of_an_open_recording_grows():
    with record() as run:
        traced.add(1)
        before = len(run)
        traced.add(1)
        assert len(run) == 2 * before > 0


def test_an_open_recording_can_be_read():
    with record() as run:
        traced.add(1)
        assert values_of(run, "a + b") == [3]
        traced.add(2)
        assert values_of(run, "a + b") == [3, 4]


def test_what_is_read_while_open_is_read_again_after():
    with record() as run:
        traced.positives([1, 2])
        before = told(run), run.output, len(run)
    assert (told(run), run.output, len(run)) == before


def test_a_frame_that_runs_when_the_recording_opens_is_not_recorded():
    @trace
    def opens():
        with record() as run:
            a = 1 + len("ab")
            traced.add(a)
        return run

    run = opens()
    assert values_of(run, "a + b") == [5]
    assert values_of(run, 'len("ab")') == []


def test_a_record_is_used_once():
    once = record()
    with once:
        pass
    with pytest.raises(RuntimeError, match="used once"):
        once.__enter__()


@pytest.mark.parametrize("limits", [{"max_events": 0}, {"max_events": -1}, {"max_bytes": 0}])
def test_limits_are_positive(limits):
    with pytest.raises(ValueError, match="positive"):
        record(**limits)


def test_a_recording_says_how_much_it_holds():
    with record() as run:
        assert "open" in repr(run)
        traced.add(1)
    assert f"{len(run)} events" in repr(run)
    assert isinstance(run, Recording)


def test_a_recording_is_closed_in_another_context_than_it_was_opened_in():
    def fixture():
        with record() as run:
            yield run

    async def main():
        opened = fixture()
        run = await asyncio.to_thread(next, opened)
        next(opened, None)
        return run

    run = asyncio.run(main())
    traced.add(1)
    assert len(run) == 0
