"""Record what a Python program evaluates, without changing how it is written or what it does."""

__all__: list[str] = []
