from exhausted_iterator import digest


def test_errors_are_counted():
    assert digest("INFO up\n\nERROR disk full\nERROR net down\n")["bad"] == 2
