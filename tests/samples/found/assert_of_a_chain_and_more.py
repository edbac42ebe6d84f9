"""Below 3.12 a failed assert has the place of the comparison that decided: its message was evaluated all the same."""


def check(limit):
    assert (limit < len("ab") < (+2)) and limit, str(limit) + "!"


def main():
    try:
        check(0)
    except AssertionError as error:
        return str(error)
