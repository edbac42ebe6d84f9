"""Untraced code asks for the text of an object that is no operand: no attribute before it has."""

import traceback


class Trouble(Exception):
    def __str__(self):
        return f"trouble {len(self.args)}"


def main():
    try:
        try:
            raise Trouble(1)
        except Trouble:
            raise ValueError("later")  # noqa: B904  # what it was raised in is its context
    except ValueError as error:
        return "".join(traceback.format_exception(error))[-20:]
