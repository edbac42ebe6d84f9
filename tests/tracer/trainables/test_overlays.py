"""`overlay`: other values in every place a mark fills, and nothing left when none is open."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.tracer.trainables.overlaid import SOURCE

from tracer import InvalidUpdate, TracerError, live, overlay, record, swapping
from tracer.trainables import substitution


@pytest.fixture
def app(load):
    return load(SOURCE)


def test_a_global_where_it_is_read(app, named):
    with overlay({named(app)["LIMIT"]: 1.5}):
        assert app.limit() == (1.5, 1.5, [1.5, 1.5], "1.5")
        assert app.LIMIT == 1000.5
    assert app.limit()[0] == 1000.5


def test_a_global_in_a_module_that_imports_it(app, load, named):
    other = load(f"""
        from tracer import trace
        import {app.__name__} as app
        from {app.__name__} import LIMIT as L
        @trace
        def read():
            return L, app.LIMIT
    """)
    with overlay({named(app)["LIMIT"]: 1.5}):
        assert other.read() == (1.5, 1.5)
    assert other.read() == (1000.5, 1000.5)


def test_keys_of_containers(app, named):
    found = named(app)
    with overlay({found["prompt"]: "do it", found["seven"]: 8}):
        assert app.config() == ("do it", "do it", 8, 1)
    assert app.config() == ("say it", "say it", 7, 1)


def test_defaults(app, named):
    found = named(app)
    with overlay({found["k"]: 0.75, found["more"]: "less"}):
        assert app.default(1) == (1, 0.75, "less")
        assert app.default(1, 3.5, more="own") == (1, 3.5, "own")
    assert app.default(1) == (1, 0.125, "extra words")


def test_attributes_of_instances_and_classes(app, named):
    agent, found = app.Agent(), named(app)
    own = app.Agent()
    own.instruction = "mine"
    with overlay({found["instruction"]: "Think", found["word"]: "other"}):
        assert agent() == ("Think", "other", "other")
        assert own() == ("mine", "other", "other")
        assert agent.instruction == "Decide"
    assert agent() == ("Decide", "class word", "class word")


def test_marks_and_templates_in_bodies(app, named):
    found = named(app)
    with overlay({found["template"]: "Bye {who}!"}):
        assert app.template("Bo") == "Bye Bo!"
    assert app.template("Bo") == "Hi Bo"


def test_a_missing_attribute_is_missing_in_the_users_own_line(app, named, load):
    other = load("""
        from tracer import trace
        @trace
        def read(x):
            return x.instruction
    """)
    with overlay({named(app)["instruction"]: "Think"}), pytest.raises(AttributeError) as caught:
        other.read(5)
    frames = []
    traceback = caught.value.__traceback__
    while traceback is not None:
        frames.append(traceback.tb_frame.f_code.co_filename)
        traceback = traceback.tb_next
    assert frames == [__file__, other.__file__]


@pytest.mark.parametrize("recorded", [False, True])
def test_recording_and_overlay_together(app, named, recorded):
    values = {
        named(app)["LIMIT"]: 2.5,
        named(app)["double"]: "def double(x, *rest, k=1, **more):\n    return -x\n",
    }
    agent = app.Agent()
    if recorded:
        with record() as run, overlay(values):
            got = app.limit(), app.double(4), agent()
        assert -4 in [e.value for e in run.events() if e.site.code == "-x"]
        assert {e.value for e in run.events() if e.site.code == "LIMIT"} == {2.5}
    else:
        with overlay(values):
            got = app.limit(), app.double(4), agent()
    assert got == ((2.5, 2.5, [2.5, 2.5], "2.5"), -4, ("Decide", "class word", "class word"))


def test_overlays_nest(app, named):
    found = named(app)
    with overlay({found["LIMIT"]: 1.5, found["template"]: "A {who}"}):
        with overlay({found["LIMIT"]: 2.5}):
            assert (app.limit()[0], app.template("x")) == (2.5, "A x")
        assert app.limit()[0] == 1.5
    assert app.limit()[0] == 1000.5


def test_overlay_goes_before_set(app, named):
    limit = named(app)["LIMIT"]
    limit.set(5.5)
    with overlay({limit: 6.5}):
        assert (app.limit()[0], limit.value) == (6.5, 6.5)
    assert (app.limit()[0], limit.value) == (5.5, 5.5)


def test_a_candidate_is_known_by_its_ids(app, named):
    limit = named(app)["LIMIT"]
    with overlay({f"{app.__name__}::LIMIT": 6.5}):
        assert limit.value == 6.5
    with pytest.raises(TracerError, match="no parameter 'nothing:at:all' is known"):
        overlay({"nothing:at:all": 1})


def test_a_bad_candidate_opens_nothing(app, named):
    with pytest.raises(InvalidUpdate):
        overlay({named(app)["LIMIT"]: "text"})
    assert live.process.overlays == 0


def test_nothing_is_left_when_none_is_open(app, named):
    codes = app.limit.__code__, app.double.__code__
    with overlay({named(app)["LIMIT"]: 1.5}):
        assert app.limit.__code__ is not codes[0]
    assert (app.limit.__code__, app.double.__code__) == codes
    assert app.limit.__code__ is codes[0]
    assert (live.process.overlays, swapping._state.twin, substitution._state.on) == (0, None, False)


@settings(
    max_examples=15
)  # each looks through all objects; `test_same_behaviour` has other programs
@given(st.text())
def test_overlay_and_set_do_the_same(text):
    from tests import traced

    from tracer import parameters

    word = next(p for p in parameters(traced.Agent) if p.name == "word")
    agent = traced.Agent()
    text = text.replace("{", "").replace("}", "")
    with overlay({word: text}):
        tried = agent("you"), traced.Agent()("you")
    word.set(text)
    try:
        assert tried == (agent("you"), traced.Agent()("you")) == (f"{text} you",) * 2
    finally:
        word.reset()
