"""A program whose candidates do what none should."""

import ctypes
import os
import shutil
import signal
import sys
import time

from tracer import trace, trainable

KINDS = [
    "plain",
    *(
        "exit",
        "hang",
        "memory",
        "raise",
        "bomb",
        "print",
        "escape",
        "folder",
        "file",
        "kill",
        "crash",
        "leave",
    ),
    "best",
]


@trace
def program(x):
    kind = trainable("plain", name="kind", choices=KINDS)
    return ACTIONS.get(kind, plain)(kind)


def plain(kind):
    return {"plain": 1.0, "best": 2.0}[kind]


def hang(_):
    while True:
        time.sleep(0.01)


def memory(_):
    return len(bytearray(1 << 40))


def fail(_):
    raise RuntimeError("no")


def bomb(_):
    while True:
        os.fork()


def print_on(_):
    while True:
        print("x" * 1000)


def escape(_):
    """Leave a process behind that has left the group."""
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            with open(os.environ["ESCAPED"], "a") as file:
                file.write(f"{os.getpid()}\n")
            time.sleep(1000)
        os._exit(0)
    time.sleep(0.3)
    return 0.5


def folder(_):
    shutil.rmtree(os.getcwd())
    return 0.5


def file(_):
    with open("large", "wb") as out:
        while True:
            out.write(b"x" * (1 << 24))


ACTIONS = {
    "exit": lambda _: os._exit(3),
    "hang": hang,
    "memory": memory,
    "raise": fail,
    "bomb": bomb,
    "print": print_on,
    "escape": escape,
    "folder": folder,
    "file": file,
    "kill": lambda _: os.kill(os.getpid(), signal.SIGKILL),
    "crash": lambda _: ctypes.string_at(0),
    "leave": lambda _: sys.exit(0),
}
