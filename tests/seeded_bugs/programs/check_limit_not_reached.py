from limit_not_reached import parcel


def test_heavy_parcels_cost_more():
    items = [("stone", 12000), ("book", 9000), ("stone", 4000)]
    assert parcel([" ann lee ", "", "high street 1"], items)["cost"] == 13
