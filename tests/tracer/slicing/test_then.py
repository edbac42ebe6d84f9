"""Values as they were when an event had them."""

from tracer import record, trace


def shown(run, code):
    return [
        (d["value"], d["exact"])
        for _, d in run.graph().nodes(data=True)
        if d["code"] == code and d["kind"] == "load"
    ]


def test_a_list_is_shown_as_it_was_each_time():
    @trace
    def program():
        xs = [1]
        len(xs)
        xs.append(2)
        len(xs)
        xs[0] = 5
        return xs

    with record() as run:
        out = program()
    out.clear()
    seen = [value for value, exact in shown(run, "xs") if exact]
    assert [1] in seen
    assert [1, 2] in seen
    assert [5, 2] in seen
    assert [] not in seen


def test_a_dict_is_shown_as_it_was():
    @trace
    def program():
        d = {"a": 1}
        d["b"] = 2
        d.pop("a")
        return d

    with record() as run:
        program()
    assert [value for value, _ in shown(run, "d")] == [{"a": 1}, {"a": 1, "b": 2}, {"b": 2}]


def test_what_untraced_code_changed_is_not_exact():
    def change(xs):
        xs.append(9)

    @trace
    def program():
        xs = [1]
        change(xs)
        return xs

    with record() as run:
        program()
    assert all(not exact for _, exact in shown(run, "xs"))


def test_a_container_from_outside_that_nobody_wrote_is_as_at_the_close():
    xs = [1, 2]

    @trace
    def program(xs):
        return len(xs)

    with record() as run:
        program(xs)
    xs.clear()
    assert shown(run, "xs") == [([1, 2], True)]


def test_an_object_of_the_users_is_itself_and_not_exact():
    class Thing:
        pass

    @trace
    def program(thing):
        return thing

    thing = Thing()
    with record() as run:
        program(thing)
    assert shown(run, "thing") == [(thing, False)]
