"""Live objects, found while the program goes on."""

import sys
import threading

from tracer.trainables.objects import classes_named, functions_named, instances, live_functions


def test_functions_are_found_while_other_threads_build_tuples():
    """Tuples are resized at their end, which fails while someone else holds them."""
    stop, failed = threading.Event(), []

    def build():
        while not stop.is_set():
            try:
                tuple(n for n in range(100))
            except SystemError as error:
                failed.append(error)

    threads = [threading.Thread(target=build) for _ in range(3)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        for thread in threads:
            thread.start()
        assert all(build in live_functions() for _ in range(20))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        sys.setswitchinterval(before)
    assert failed == []


def test_what_a_call_made_is_found_by_its_name():
    def made():
        class Base:
            pass

        class Derived(Base):
            pass

        return Base, Derived, lambda: 1

    base, derived, function = made()
    name = f"{made.__qualname__}.<locals>."
    assert functions_named(globals(), name + "<lambda>") == [function]
    assert classes_named(globals(), name + "Derived") == [derived]
    objects = [base(), derived()]
    assert sorted(map(id, instances(base))) == sorted(map(id, objects))
