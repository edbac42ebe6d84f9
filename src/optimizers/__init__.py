"""Improve a program's parameters from feedback: optimizers, engines, budgets and the journal.

Nothing is here yet. This package will propose new values for trainable spans, try them and
keep the best; what it learns from is the slice that `tracer` gives and the user's feedback.
"""

__all__: list[str] = []
