"""`set`: which values are refused, and why; the others are used."""

import pytest

from tracer import InvalidUpdate

CHECKED = """
    import re
    from typing import Final, Literal, Optional
    from tracer import trainable

    COUNT = trainable(3)
    RATE = trainable(0.5, bounds=(0, 1))
    WIDE: float = trainable(1)
    LAST: Final = trainable(1)
    PADDED = trainable("{name:>{width}}")
    FLAG = trainable(True)
    MODE = trainable("fast", choices=["fast", "slow"])
    TONE: Literal["kind", "stern"] = trainable("kind")
    MAYBE: Optional[int] = trainable(None)
    NAME = trainable("abc", constraint=re.compile("^[a-z]+$"))
    EVEN = trainable(2, constraint=lambda n: n % 2 == 0)
    KEPT = trainable("say please", must_contain=["please"])
    JSON = trainable('{"a": 1} {name} {{x}} {0.attr}')
    USED = trainable("Hello {who}")
    LIST: list[int] = trainable([1, 2])

    def greet(who):
        return USED.format(who=who)

    def template(who, what):
        return trainable(f"To {who}: {what!r:>5}", name="template")
"""
REFUSED = [
    ("COUNT", 2.5, "whole number"),
    ("COUNT", True, "number is expected"),
    ("COUNT", "3", "number is expected"),
    ("RATE", 1.5, "between 0 and 1"),
    ("LAST", 1.5, "whole number"),
    ("PADDED", "{width}", "{name}"),
    ("RATE", float("nan"), "finite"),
    ("FLAG", 1, "none of the choices"),
    ("MODE", "other", "none of the choices"),
    ("TONE", "loud", "is no Literal"),
    ("MAYBE", "x", "is no Optional"),
    ("NAME", "ABC", "does not match"),
    ("EVEN", 3, "constraint does not hold"),
    ("KEPT", "now", "must contain 'please'"),
    ("JSON", '{"a": 1} {name}', "{0.attr}"),
    ("USED", "Hello {who} and {whom}", "{whom}"),
    ("USED", "Hello", "{who}"),
    ("USED", 5, "text is expected"),
    ("LIST", [1, "2"], "is no list"),
    ("LIST", (1, 2), "is no list"),
    ("template", "To {who}", "{what}"),
    ("template", "To {who}: {what} {else_}", "{else_}"),
    ("template", "To {who: {what}", "f-string"),
    ("template", "To {who}: {what!r:>5}\r", "carriage return"),
]
ALLOWED = [
    ("COUNT", 4), ("RATE", 1), ("WIDE", 2.5), ("FLAG", False), ("MODE", "slow"), ("TONE", "stern"),
    ("MAYBE", 3), ("NAME", "xyz"), ("EVEN", 4), ("KEPT", "please!"), ("LIST", [3]),
    ("JSON", '{"b": 2} {0.attr} {name} {other}'), ("USED", "{who}, hi"), ("template", "{what} {who}"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "bad", "why"), REFUSED)
def test_a_bad_value_changes_nothing(load, named, name, bad, why):
    parameter = named(load(CHECKED))[name]
    before = parameter.value
    with pytest.raises(InvalidUpdate, match=why.replace("{", r"\{").replace("}", r"\}")) as caught:
        parameter.set(bad)
    assert (parameter.value, parameter.history, parameter.changed) == (before, [], False)
    assert ".py:" in str(caught.value)


@pytest.mark.parametrize(("name", "good"), ALLOWED)
def test_a_good_value_is_used(load, named, name, good):
    parameter = named(load(CHECKED))[name]
    parameter.set(good)
    assert parameter.value == good
    assert type(parameter.value) is (float if name == "RATE" else type(good))


def test_what_was_tried_is_no_field_that_must_stay(load, named):
    parameter = named(load(CHECKED))["JSON"]
    source = parameter.value
    parameter.set(source + " {stray}")
    parameter.set(source)
    assert parameter.value == source


def test_kinds(load, named):
    kinds = {n: str(p.kind) for n, p in named(load(CHECKED)).items()}
    assert kinds == {
        "COUNT": "number", "RATE": "number", "WIDE": "number", "LAST": "number",
        "PADDED": "text", "FLAG": "choice", "MODE": "choice",
        "TONE": "text", "MAYBE": "value", "NAME": "text", "EVEN": "number", "KEPT": "text",
        "JSON": "text", "USED": "text", "LIST": "value", "template": "text",
    }  # fmt: skip


def test_a_template_is_rendered_where_it_stands(load, named):
    module = load(CHECKED)
    named(module)["template"].set("{what} for {who!s:*^7}")
    assert module.template("Bo", "x") == "x for **Bo***"


def test_a_template_with_effects_in_untraced_code_is_refused(load, named):
    module = load("""
        from tracer import trainable
        def f(xs):
            return trainable(f"{xs.pop()} left", name="t")
    """)
    with pytest.raises(InvalidUpdate, match="trace the enclosing function"):
        named(module)["t"].set("last: {xs.pop()}")
