"""`python -m optimizers.running.spawned`: evaluates one message a line, and answers with one line."""

from __future__ import annotations

import os

from optimizers.running.remote import evaluate


def main() -> None:
    """Answer until there are no more messages; what the program prints goes nowhere."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nothing = os.open(os.devnull, os.O_RDWR)
    messages = os.fdopen(os.dup(0), "r", encoding="utf-8")
    for number in range(3):
        os.dup2(nothing, number)
    for line in messages:
        for told in evaluate(line):
            answers.write(f"{told}\n")
        answers.flush()


if __name__ == "__main__":
    main()
