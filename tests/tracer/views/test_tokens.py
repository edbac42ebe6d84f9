"""The default count is no less than what tokenizers make of a text."""

from hypothesis import given
from hypothesis import strategies as st

from tracer.views.tokens import count_tokens


def test_prose_counts_more_than_its_words_and_signs():
    text = "Label the sentiment of this text, please."
    assert 8 < count_tokens(text) <= len(text)


@given(st.text())
def test_no_more_tokens_than_bytes(text):
    assert count_tokens(text) <= len(text.encode("utf-8", "surrogatepass"))


@given(st.text(), st.text())
def test_longer_text_never_counts_less(head, tail):
    assert count_tokens(head + tail) >= max(count_tokens(head), count_tokens(tail))


def test_digits_and_other_scripts_are_not_underestimated():
    assert count_tokens("31415") == 5
    assert count_tokens("日本") == 6
