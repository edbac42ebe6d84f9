"""Other functions and arguments, calls around values and calls less."""

from tests.optimizers.engines.repair.mutated import added

from optimizers.engines.repair.rules import calls, methods

TYPES = {"a": "int", "b": "int", "text": "str", "rows": "list[list]", "queue": "deque[int]"}


def test_functions_of_a_family():
    assert added(calls.functions, "def f(a, b):\n    return max(a, b)\n")[0] == "return min(a, b)"


def test_arguments_in_the_other_order():
    found = added(calls.arguments, "def f(a, b):\n    return divmod(a, b + 1)\n", TYPES)
    assert "return divmod(b + 1, a)" in found


def test_an_argument_more_or_less():
    found = added(calls.arguments, "def f(a, text):\n    return sorted(text), range(a)\n", TYPES)
    assert {
        "return sorted(text, reverse=True), range(a)",
        "return sorted(text), range(1, a)",
    } <= set(found)
    assert "return int(text)" in added(calls.arguments, "def f(text):\n    return int(text, 2)\n")


def test_conversions_by_type():
    assert "return int(text)" in added(calls.wrapped, "def f(text):\n    return text\n", TYPES)
    assert "return abs(a)" in added(calls.wrapped, "def f(a):\n    return a\n", TYPES)


def test_rows_are_copied_too():
    found = added(calls.wrapped, "def f(rows):\n    new = rows\n    return new\n", TYPES)
    assert {"new = list(rows)", "new = [list(item) for item in rows]"} <= set(found)


def test_a_call_less():
    found = added(calls.unwrapped, "def f(text):\n    return list(text.strip())\n", TYPES)
    assert {"return text.strip()", "return list(text)"} <= set(found)


def test_a_step_of_recursion_more():
    text = "def f(items):\n    out = []\n    for item in items:\n        out.extend(item)\n    return out\n"
    assert "out.extend(f(item))" in added(calls.recursive, text)


def test_methods_of_the_type():
    found = added(methods.methods, "def f(queue):\n    return queue.pop()\n", TYPES)
    assert found[0] == "return queue.popleft()"


def test_methods_of_the_class():
    classes = {"Box": {"fields": {}, "methods": ["grow", "shrink"]}}
    found = added(methods.methods, "def f(box):\n    box.grow()\n", {"box": "Box"}, classes=classes)
    assert found == ["box.shrink()"]


def test_a_default_for_a_missing_key():
    found = added(methods.reads, "def f(d):\n    return d['x']\n", {"d": "dict[str]"})
    assert found[:2] == ["return d.get('x')", "return d.get('x', 0)"]
