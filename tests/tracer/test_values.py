"""Values that are not on the tape: told by stores, constants and what stands beside them, or not at all."""

import pytest
from tests.reference import Program, actual_events, expected_events, recorded

from rewriters.templates import Action
from tracer.values import NOT_KEPT

STORES = {
    "name": ("x = n + 1", [4]),
    "constant": ("x = 7", [7]),
    "attribute": ("box.a = n + 1", [4]),
    "attribute, a name": ("box.a = n", [3]),
    "subscript": ("found['k'] = n + 1", [4]),
    "subscript, a name": ("found[n] = n", [3]),
    "slice": ("xs[0:1] = [n]", [[3]]),
    "annotated": ("x: int = n + 1", [4]),
    "annotated attribute": ("box.a: int = n", [3]),
    "grown name": ("n += 2", [5]),
    "grown attribute": ("box.n += n", [4]),
    "grown subscript": ("found[0] += n", [4]),
    "walrus": ("(x := n + 1)", [4]),
    "several targets": ("x = box.a = n + 1", [4, 4]),
    "attribute among others": ("box.a, y = n, n + 1", [3]),
    "attribute in a nested target": ("(y, [box.a]), *z = (0, [n]), 1", [3]),
    "attribute after a starred target": ("*z, box.a = 0, 1, n", [3]),
    "attribute, of a tuple": ("box.a, y = tuple([n, 1])", [3]),
    "attribute, of a display with a star": ("box.a, y = (*xs, n)", [1]),
    "attribute, of a list that may change": ("box.a, y = [*xs, n]", [NOT_KEPT]),
}
PLACES = {
    "end": "def main(n=3):\n    {store}\n",
    "middle": "def main(n=3):\n    {store}\n    return n\n",
    "method": "class C:\n    def __init__(self, n):\n        {store}\ndef main():\n    C(3)\n",
    "one line": "class C:\n    def __init__(self, n): {store}\ndef main():\n    C(3)\n",
}
BEGIN = "class Box:\n    n = 1\nbox, found, xs = Box(), {0: 1}, [1]\n"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("kind", STORES)
def test_the_value_of_a_store_is_what_was_stored(kind, place):
    store, values = STORES[kind]
    program = Program(BEGIN + PLACES[place].replace("{store}", store))
    target = store.strip("()").split()[0].rstrip(":")
    stores = [
        e.value
        for e in recorded(program).events()
        if e.action is Action.STORE
        and e.site.line > 3
        and e.site.node != "arg"
        and e.site.code in {store, target, "box.a"}
    ]
    assert stores == values


@pytest.mark.parametrize("kind", ["attribute", "attribute, a name"])
def test_the_value_of_the_last_store_of_an_object_made_is_what_it_holds(kind):
    source = (
        "class C:\n    def __init__(self, n): self.a = n\ndef main():\n    return C([3])\n"
        if kind == "attribute, a name"
        else "class C:\n    def __init__(self, n): self.a = n + [4]\ndef main():\n    return C([3])\n"
    )
    run = recorded(Program(source))
    [stored] = [e.value for e in run.events() if e.site.code == "self.a"]
    assert stored is run.output.a


TURNS = {
    "list": "[10 // k for k in (1, 2, 0)]",
    "set": "{10 // k for k in (1, 2, 0)}",
    "dict": "{k: 1 for k in (1, 2, 0) if 10 // k}",
    "inner": "[x for k in (1, 2, 0) for x in [10 // k]]",
    "one in another": "[[10 // (k - j) for k in (5, 4, 3)] for j in (1, 2, 3)]",
    "unpacked": "[10 // k for k, *_ in ((1, 2), (2, 3), (0, 1))]",
    "walrus": "[(y := k) and 10 // (y - 2) for k in (1, 2, 0)]",
    "choice": "[k and 10 // (k - 2) for k in (0, 1, 2)]",
    "generator": "list(10 // k for k in (1, 2, 0))",
}


@pytest.mark.parametrize("kind", TURNS)
def test_no_value_of_a_turn_that_raises_is_told_wrong(kind):
    program = Program(
        f"def main():\n    k = -1\n    try:\n        return {TURNS[kind]}\n"
        "    except ZeroDivisionError:\n        return k\n"
    )
    expected = expected_events(program)
    told = actual_events(program)
    assert len(told) == len(expected)
    wrong = [
        (a, e)
        for a, e in zip(told, expected, strict=True)
        if a != e and not a.endswith(" = <not kept>")
    ]
    assert wrong == []
