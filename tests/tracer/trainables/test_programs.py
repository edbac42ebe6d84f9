"""Whole programs with trainable values, bodies and methods: found, tried, set, sliced and written."""

import subprocess
import sys

import tracer
from tracer import overlay, record

SORTED = '''
from tracer import trace


@trace(trainable=True)
def strange_sort_list(lst):
    """The least first, then the greatest of what remains, then the least of that, and so on."""
    lst = sorted(lst)
    return lst
'''
BETTER = '''\
def strange_sort_list(lst):
    """The least first, then the greatest of what remains, then the least of that, and so on."""
    lst = sorted(lst)
    return [lst.pop(-(i % 2)) for i in range(len(lst))]
'''


def test_a_sort_with_a_trainable_body(load, named):
    app = load(SORTED)
    body = named(app)["strange_sort_list"]
    with record() as run:
        assert app.strange_sort_list([1, 2, 3, 4]) == [1, 2, 3, 4]
    assert [p.name for p in run.slice().parameters] == ["strange_sort_list"]
    with overlay({body: BETTER}), record() as run:
        assert app.strange_sort_list([1, 2, 3, 4]) == [1, 4, 2, 3]
    assert "lst.pop(-(i % 2))" in run.slice().source()
    body.set(BETTER)
    tracer.apply()
    fresh = f"from {app.__name__} import strange_sort_list as f; print(f([5, 5, 9, 1]))"
    done = subprocess.run([sys.executable, "-c", fresh], capture_output=True, text=True, check=True)
    assert done.stdout == "[1, 9, 5, 5]\n"


GREETING = '''
from tracer import model, trace, trainable


@trace(opaque=True)
def ask(instruction, text):
    """A language model that follows its instruction to the letter."""
    return f"{instruction}: {text}"


@model
class Greeter:
    def __init__(self):
        self.language = trainable("en", name="language")
        self.manner = trainable("formal", name="manner")

    @trace(trainable=True)
    def name_of(self, query):
        return query.split()[-1].rstrip(".")

    @trace(trainable=True)
    def greet(self, manner, name):
        return ("Dear " if manner == "formal" else "Hey ") + name

    def __call__(self, query):
        spoken = ask(self.language, query)
        hello = self.greet(ask(self.manner, "").rstrip(": "), self.name_of(query))
        return hello if spoken.startswith("en") else "Hola, " + hello
'''


def test_an_agent_with_two_instructions_and_two_methods(load, named):
    app = load(GREETING)
    agent = app.Greeter()
    found = named(agent)
    assert {n: p.kind for n, p in found.items()} == {
        "language": "text",
        "manner": "text",
        "name_of": "code",
        "greet": "code",
    }
    with record() as run:
        assert agent("Hello, I am Juan.") == "Dear Juan"
    assert {p.name for p in run.slice().parameters} == set(found)
    found["language"].set("es")
    found["name_of"].set(
        "def name_of(self, query):\n    return query.split('am ')[-1].rstrip('.')\n"
    )
    greet = agent.greet
    with overlay({found["greet"]: "def greet(self, manner, name):\n    return manner + name\n"}):
        assert agent("Hello, I am Juan Luis.") == "Hola, formalJuan Luis"
        assert greet("a", "b") == "ab"
    assert agent("Hello, I am Juan Luis.") == "Hola, Dear Juan Luis"
    changed = [
        x for x in tracer.diff().splitlines() if x[:1] in "+-" and x[:3] not in ("+++", "---")
    ]
    assert changed == [
        '-        self.language = trainable("en", name="language")',
        '+        self.language = trainable("es", name="language")',
        '-        return query.split()[-1].rstrip(".")',
        "+        return query.split('am ')[-1].rstrip('.')",
    ]


NUMERIC = '''
from tracer import trace, trainable

X = trainable(-1.0, name="x")


@trace(opaque=True)
def bar(x):
    """x, far away."""
    return 2 * x if x > 0 else -x


@trace
def foo():
    y = X + 1
    return bar(X) * y, y
'''


def test_numbers_through_an_opaque_function(load, named):
    app = load(NUMERIC)
    x = named(app)["x"]
    with record() as run:
        result = app.foo()
    assert result == (0.0, 0.0)
    graph = run.slice().graph
    (call,) = [
        n for n, d in graph.nodes(data=True) if d["kind"] == "call" and d["code"] == "bar(X)"
    ]
    assert graph.nodes[call]["value"] == 1.0
    assert [p.name for p in run.slice().parameters] == ["x"]
    for new, expected in ((3.0, (24.0, 4.0)), (-3.0, (-6.0, -2.0))):
        with overlay({x: new}):
            assert app.foo() == expected
        x.set(new)
        assert (app.foo(), app.X) == (expected, new)


MUTATED = """
from tracer import trace, trainable


@trace(trainable=True)
def fill(state, key):
    state[key] = state.get(key, 0) + 1


@trace
def main():
    state = {"a": trainable(1, name="a")}
    fill(state, "a")
    fill(state, "b")
    return state["a"]
"""


def test_a_function_that_changes_the_dict_it_is_given(load, named):
    app = load(MUTATED)
    found = named(app)
    with record() as run:
        assert app.main() == 2
    assert {p.name for p in run.slice().parameters} == {"a", "fill"}
    with overlay({found["a"]: 5, found["fill"]: "def fill(state, key):\n    state[key] = 7\n"}):
        assert app.main() == 7
    found["a"].set(5)
    assert app.main() == 6
