from class_attribute import play


def test_each_can_carry_three():
    moves = [
        ("a", "take", "lamp"),
        ("b", "hit", 2),
        ("b", "take", "key"),
        ("a", "take", "map"),
        ("b", "take", "rope"),
    ]
    assert play(moves)["refused"] == 0
