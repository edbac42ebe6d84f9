from wrong_index import results


def test_the_second_is_behind():
    told = results(["ann,5,10", "bo,4,50", "cy,5,0", "di,6,1"])
    assert told["podium"][1]["gap"] == 10
