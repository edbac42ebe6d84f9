from wrong_default import order


def test_tax_is_a_fifth():
    done = order("Eve", [("pen", 10, 3), ("ink", 20, 1), ("paper", 5, 10)])
    assert done["tax"] == 20
