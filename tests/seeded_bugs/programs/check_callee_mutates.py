from callee_mutates import sheet


def test_the_mean_is_of_the_raw_values():
    assert sheet("2 4 6")["mean"] == 4
