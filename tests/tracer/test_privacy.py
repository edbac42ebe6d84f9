"""What is secret, by its name, and where it is replaced."""

import re

import pytest

from tracer import TracerError
from tracer.privacy import HIDDEN, Redaction, is_secret_name, name_in, redaction


@pytest.mark.parametrize(
    "name",
    [
        "OPENAI_API_KEY",
        "GITHUB_TOKEN",
        "DB_PASSWORD",
        "MYSECRET",
        "api_key",
        "auth_token",
        "dbPassword",
        "secret",
    ],
)
def test_a_secret_name(name):
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name", ["key", "token", "keyword", "monkey", "keys", "tokenize", "HOME", "x"]
)
def test_an_ordinary_name(name):
    assert not is_secret_name(name)


def test_only_text_and_what_may_hold_text_is_hidden():
    assert Redaction().hides("api_key", "abc")
    assert Redaction().hides("api_keys", ["abc"])
    assert not Redaction().hides("max_tokens", 4000)
    assert not Redaction().hides("key", "name")


def test_a_plain_key_is_hidden_when_its_value_looks_like_a_credential():
    assert Redaction().hides("key", "sk-0123456789abcdef")
    assert not Redaction().hides("key", "a sentence of 5 words is no key")


def test_values_of_secret_environment_variables_are_hidden_wherever_they_stand(tmp_path):
    hides = redaction({"MY_API_KEY": "abcdefgh-1", "HOME": "/home/somebody"}, tmp_path)
    assert hides.text("Bearer abcdefgh-1 of /home/somebody") == f"Bearer {HIDDEN} of /home/somebody"


def test_short_environment_values_hide_nothing(tmp_path):
    assert redaction({"USE_KEYRING": "true"}, tmp_path).text("true") == "true"


def test_patterns_of_the_project_hide_names_and_text(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.tracer]\nredact = ["cust-[0-9]+", "^iban$"]\n')
    (tmp_path / "inner").mkdir()
    hides = redaction({}, tmp_path / "inner")
    assert hides.text("for cust-17.") == f"for {HIDDEN}."
    assert hides.hides("iban", "DE00")


@pytest.mark.parametrize("wrong", ['["("]', "[1]", "["])
def test_a_wrong_pattern_is_refused_with_its_file(tmp_path, wrong):
    (tmp_path / "pyproject.toml").write_text(f"[tool.tracer]\nredact = {wrong}\n")
    with pytest.raises(TracerError, match=re.escape(str(tmp_path / "pyproject.toml"))):
        redaction({}, tmp_path)


def test_literals_given_to_secret_names_are_hidden_in_code():
    code = """login(password="it's", user="ada", conf={'api_key': 'x\\'y', "n": "ok"})"""
    assert Redaction().code(code) == (
        """login(password="<redacted>", user="ada", conf={'api_key': "<redacted>", "n": "ok"})"""
    )


def test_the_longest_of_overlapping_secrets_is_replaced_whole():
    hides = Redaction().knowing(["abcd", b"abcdef", {"k": "xyz123"}, "abc"])
    assert hides.text("abcdef abcd xyz123 abc") == f"{HIDDEN} {HIDDEN} {HIDDEN} abc"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("x", "x"),
        ("self.api_key", "api_key"),
        ("config['TOKEN']", "TOKEN"),
        ('os.getenv("A_KEY", None)', "A_KEY"),
        ('os.environ["A_KEY"]', "A_KEY"),
        ("call(prompt, api_key)", ""),
        ("a + api_key", ""),
    ],
)
def test_the_name_of_an_expression(code, name):
    assert name_in(code) == name
