"""What containers held when the recording was closed."""

from tracer.snapshots import MAX_LENGTH, snapshots


def test_a_container_changed_after_the_close_is_known_as_it_was():
    kept = [1, 2]
    copies = snapshots([kept, 5, "text"])
    kept.clear()
    assert copies[id(kept)] == [1, 2]


def test_subclasses_and_long_containers_are_not_copied():
    class Mine(list):
        def copy(self):
            raise AssertionError

    mine, long = Mine(), list(range(MAX_LENGTH + 1))
    assert snapshots([mine, long]) == {}
