"""A server on this machine that answers as models do, and a real client of it."""

import gc
import warnings
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from tests.optimizers.llm.server import serving

if TYPE_CHECKING:
    import openai


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The base of the server's API."""
    with serving() as server:
        yield server.address
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        gc.collect()  # litellm leaves sockets and loops open


@pytest.fixture
def client(address: str) -> Iterator["openai.OpenAI"]:
    """A client of openai that talks to the server."""
    openai = pytest.importorskip("openai", reason="openai is not installed")
    with openai.OpenAI(base_url=address, api_key="x", max_retries=0) as made:
        yield made
