"""`set`: what sees the new value, and what is rebound."""

import gc
import sys

import pytest

from tracer import TracerError, record

PLACES = """
    from dataclasses import dataclass
    from tracer import trace, trainable, model

    LIMIT = trainable(1000.5)
    CONFIG = {"prompt": trainable("say it", name="prompt"), "inner": [0, trainable(7, name="seven")]}

    class Holder:
        word = trainable("class word")
        __slots__ = ("slotted",)
        def __init__(self):
            self.slotted = trainable("in a slot")

    @model
    class Agent:
        def __init__(self):
            self.instruction = trainable("Decide")
        def __call__(self, query):
            return f"{self.instruction}: {query}"

    class Louder(Agent):
        pass

    @dataclass
    class Data:
        size: int = trainable(512)

    def scaled(x, factor=trainable(2.5), *, more=trainable(0.25)):
        return x * factor + more

    def untraced():
        total = 0
        for _ in range(3):
            total += trainable(10, name="step")
        return total

    @trace
    def traced():
        return [trainable(x, name="item") for x in (1, 2)], LIMIT
"""


@pytest.fixture
def app(load):
    return load(PLACES)


def test_a_global_is_rebound(app, named):
    done = named(app)["LIMIT"].set(2000.5)
    assert (app.LIMIT, done.stale) == (2000.5, ())
    assert done.rebound == (f"{app.__name__}.LIMIT",)


def test_a_global_imported_elsewhere_is_rebound(app, load, named):
    other = load(f"from {app.__name__} import LIMIT as L\nLIMIT = 1000.5\ndef f(): return L\n")
    done = named(app)["LIMIT"].set(3.5)
    assert (other.f(), other.LIMIT) == (3.5, 1000.5)
    assert f"{other.__name__}.L" in done.rebound


def test_a_value_in_a_container_is_rebound(app, named):
    named(app)["prompt"].set("do it")
    named(app)["seven"].set(8)
    assert app.CONFIG == {"prompt": "do it", "inner": [0, 8]}


def test_class_and_slots_are_rebound(app, named):
    holder = app.Holder()
    named(app)["word"].set("other")
    named(app)["slotted"].set("new")
    assert (app.Holder.word, holder.slotted, app.Holder().slotted) == ("other", "new", "new")


def test_live_instances_and_those_of_subclasses_are_rebound(app, named):
    agents = [app.Agent(), app.Louder()]
    named(app)["instruction"].set("Think")
    assert [a("?") for a in (*agents, app.Louder())] == ["Think: ?"] * 3


def test_an_instance_that_was_given_another_value_is_reported(app, named):
    agent = app.Agent()
    agent.instruction = "mine"
    done = named(app)["instruction"].set("Think")
    assert agent.instruction == "mine"
    assert done.stale == ("Agent.instruction of an instance holds something else",)


def test_defaults_are_rebound(app, named):
    named(app)["factor"].set(10.0)
    named(app)["more"].set(0.5)
    assert app.scaled(1) == 10.5


def test_a_dataclass_field_is_rebound(app, named):
    named(app)["size"].set(1024)
    assert (app.Data().size, app.Data.size) == (1024, 1024)


def test_untraced_functions_see_it(app, named):
    named(app)["step"].set(1)
    assert app.untraced() == 3


def test_traced_functions_see_it_while_they_are_recorded(app, named):
    named(app)["item"].set(9)
    plain = app.traced()
    with record() as run:
        assert app.traced() == plain == ([9, 9], 1000.5)
    assert [e.value for e in run.events() if e.site.kind == "parameter"][-1] == 9


def test_reset_goes_back_everywhere(app, named):
    agent = app.Agent()
    for parameter, value in (("LIMIT", 1.5), ("instruction", "x"), ("factor", 9.0), ("step", 5)):
        named(app)[parameter].set(value)
        named(app)[parameter].reset()
    assert (app.LIMIT, agent("?"), app.scaled(1), app.untraced()) == (1000.5, "Decide: ?", 2.75, 30)


def test_history_holds_what_was_set(app, named):
    limit = named(app)["LIMIT"]
    limit.set(1.5)
    limit.set(2.5)
    limit.score(0.75)
    assert limit.history == [(1.5, None), (2.5, 0.75)]


def test_a_parameter_is_one_object(app, named):
    assert named(app)["LIMIT"] is named(app)["LIMIT"]


def test_a_template_with_effects_in_traced_code_runs_them_once(load, named):
    module = load("""
        from tracer import trace, trainable
        @trace
        def f(xs):
            return trainable(f"{xs.pop()} left", name="t")
    """)
    named(module)["t"].set("last: {xs.pop()}")
    xs = [1, 2]
    assert (module.f(xs), xs) == ("last: 2", [1])
    named(module)["t"].reset()
    assert module.f(xs) == "1 left"


def test_an_expression_is_not_evaluated_once_it_gave_way(load, named):
    module = load("""
        from tracer import trace, trainable
        calls = []
        def costly():
            calls.append(1)
            return 5
        @trace
        def f():
            x = trainable(costly(), name="x")
            return x + 1
    """)
    parameter = named(module)["x"]
    with pytest.raises(TracerError, match="is no literal"):
        _ = parameter.value
    assert (module.f(), parameter.value) == (6, 5)
    parameter.set(10)
    assert (module.f(), len(module.calls)) == (11, 1)
    with record() as run:
        assert module.f() == 11
    assert [e.value for e in run.events() if e.site.kind == "parameter"] == [10]


def test_a_list_is_new_at_each_evaluation(load, named):
    module = load("""
        from tracer import trainable
        def f():
            xs = trainable([1], name="xs")
            xs.append(9)
            return xs
    """)
    named(module)["xs"].set([5, 6])
    assert (module.f(), module.f()) == ([5, 6, 9], [5, 6, 9])


def test_comments_in_functions_are_honoured(load, named):
    module = load("""
        def f():
            rate = 0.5  # tracer: trainable bounds=(0, 1)
            return rate

        def g(x):  # tracer: trainable description="doubles"
            return x + x
    """)
    found = named(module)
    found["rate"].set(0.25)
    found["g"].set("def g(x):\n    return x * 3\n")
    assert (module.f(), module.g(2), found["g"].description) == (0.25, 6, "doubles")
    found["rate"].reset()
    assert module.f() == 0.5


def test_code_that_is_gone_leaves_no_trace_behind(load):
    from tracer import live, trainable

    before = len(live._slots)
    for _ in range(5):
        space = {"trainable": trainable}
        exec("x = trainable(1)", space)
    del space
    gc.collect()
    assert len(live._slots) <= before + 1
    assert sys.getrefcount(trainable) > 0
