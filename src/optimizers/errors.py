"""What can go wrong between us and a model."""

from __future__ import annotations

from tracer.errors import TracerError


class InvalidOption(TracerError, ValueError):
    """An option with a value that it cannot have; nothing was begun."""


class ModelError(TracerError):
    """A model could not be asked, or did not answer. `status`: the HTTP status, where there was one."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


class BudgetExceeded(TracerError):
    """The next call, or the last bill, is more than the budget holds. `limit`: which part of it."""

    def __init__(self, message: str, limit: str) -> None:
        super().__init__(message)
        self.limit = limit
