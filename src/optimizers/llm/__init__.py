"""Models: how they are named, asked, counted, cached and replayed."""

from optimizers.llm.client import LLM, as_llm
from optimizers.llm.completions import Completion, Request

__all__ = ["LLM", "Completion", "Request", "as_llm"]
