from mutated_cache import offer


def test_reach():
    assert offer("a")["reach"] == 4
