"""`model` traces the methods of a class, those of its own alone."""

from tests import traced
from tests.told import told, values_of

from tracer import model, record


def test_model_traces_every_method_of_its_own():
    agent = traced.Agent("yo")
    with record() as run:
        seen = agent("Bo"), agent.loud, agent.twice(2), agent.named("!")
    assert seen == ("yo Bo", "YO!", 4, "Agent!")
    assert values_of(run, 'f"{self.word} {who}"') == ["yo Bo"]
    assert values_of(run, 'self.word.upper() + "!"') == ["YO!"]
    assert values_of(run, "x * 2") == [4]
    assert values_of(run, "cls.__name__ + suffix") == ["Agent!"]


def test_model_gives_back_the_class():
    class Plain:
        pass

    assert model(Plain) is Plain


def test_model_leaves_inherited_and_borrowed_methods_alone():
    class Base:
        def f(self):
            return 1 + len("ab")

    @model
    class Child(Base):
        g = traced.plain

    with record() as run:
        assert (Child().f(), Child.g(1)) == (3, 2)
    assert told(run) == []


def test_methods_of_a_dataclass_are_traced():
    import dataclasses

    @model
    @dataclasses.dataclass
    class Point:
        x: int

        def twice(self):
            return self.x * 2

    with record() as run:
        assert Point(4).twice() == 8
    assert values_of(run, "self.x * 2") == [8]


def test_zero_argument_super_works_in_a_traced_method():
    class Base:
        def f(self):
            return 1

    @model
    class Child(Base):
        def f(self):
            return super().f() + 1

    with record() as run:
        assert Child().f() == 2
    assert values_of(run, "super().f() + 1") == [2]
