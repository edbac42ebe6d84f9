"""Why one event depends on another."""

DATA, CONTROL, BRANCH, ADDRESS, EXCEPTION, DISPATCH = range(6)
"""The last four are potential dependences."""
