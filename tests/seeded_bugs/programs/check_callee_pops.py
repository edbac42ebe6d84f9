from callee_pops import start


def test_port_443_is_secure():
    assert start("host = a.org\nport = 443\ndebug = no")["secure"] is True
