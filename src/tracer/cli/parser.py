"""Argparse for commands that run no program of the user's."""

from __future__ import annotations

import argparse
from typing import NoReturn

from tracer.cli.misuse import Misuse


class Parser(argparse.ArgumentParser):
    """Wrong use is told as that of the other commands is."""

    def error(self, message: str) -> NoReturn:
        """Raise Misuse."""
        raise Misuse(message)
