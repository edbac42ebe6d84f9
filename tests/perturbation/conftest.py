import pytest


@pytest.fixture(autouse=True)
def no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of programs that run once need no files."""
    monkeypatch.setenv("TRACER_CACHE", "off")
