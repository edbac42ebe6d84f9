"""Source only: read a module, make its site table, and make the code that records it."""

__all__: list[str] = []
