"""Which model is asked: the argument, the environment, the project, AutoGen's list."""

import json

import pytest

from optimizers.errors import ModelError
from optimizers.llm import LLM
from optimizers.llm.endpoints import Endpoint, find

ENTRIES = [
    {"model": "gpt-4o", "api_key": "sk-1"},
    {"model": "mine", "base_url": "http://localhost:1/v1", "api_key": "sk-2"},
    {"model": "dep", "api_type": "azure", "base_url": "http://az", "api_version": "2024-02-01"},
]


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for name in ("TRACER_MODEL", "TRACER_MODEL_TASK", "OAI_CONFIG_LIST"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def test_without_a_model_the_error_names_the_ways():
    with pytest.raises(ModelError, match=r"LLM\('provider/model'\).*TRACER_MODEL.*pyproject"):
        LLM()([{"role": "user", "content": "hi"}])


def test_the_argument_goes_before_the_environment(monkeypatch):
    monkeypatch.setenv("TRACER_MODEL", "b")
    assert find("a").model == "a"
    assert find().model == "b"


def test_the_environment_goes_before_the_project(monkeypatch, nothing_set):
    (nothing_set / "pyproject.toml").write_text('[tool.tracer]\nmodel = "p"\nmodel_task = "t"\n')
    assert find().model == "p"
    assert find(role="task").model == "t"
    monkeypatch.setenv("TRACER_MODEL", "b")
    assert find().model == "b"


def test_roles_have_models_of_their_own(monkeypatch):
    monkeypatch.setenv("TRACER_MODEL", "strong")
    monkeypatch.setenv("TRACER_MODEL_TASK", "cheap")
    assert find(role="task").model == "cheap"
    assert find(role="optimizer").model == "strong"


@pytest.mark.parametrize("how", ["json", "path", "file"])
def test_autogens_list_is_read(monkeypatch, nothing_set, how):
    text = json.dumps(ENTRIES)
    if how == "json":
        monkeypatch.setenv("OAI_CONFIG_LIST", text)
    else:
        path = nothing_set / ("OAI_CONFIG_LIST" if how == "file" else "list.json")
        path.write_text(text)
        if how == "path":
            monkeypatch.setenv("OAI_CONFIG_LIST", str(path))
    assert find() == Endpoint("gpt-4o", None, "sk-1")
    assert find("mine") == Endpoint("openai/mine", "http://localhost:1/v1", "sk-2")
    assert find("openai/mine").api_key == "sk-2"
    assert find("dep").arguments() == {
        "model": "azure/dep",
        "api_base": "http://az",
        "api_version": "2024-02-01",
    }
    assert find("other") == Endpoint("other")


@pytest.mark.parametrize("text", ["[", "[1]", '{"model": "m"}'])
def test_a_list_that_is_none_is_said(monkeypatch, text):
    monkeypatch.setenv("OAI_CONFIG_LIST", text)
    with pytest.raises(ModelError, match="OAI_CONFIG_LIST"):
        find()


def test_a_list_that_is_absent_is_said(monkeypatch):
    monkeypatch.setenv("OAI_CONFIG_LIST", "absent.json")
    with pytest.raises(ModelError, match=r"absent\.json"):
        find()


def test_keys_are_in_no_repr():
    assert "sk-1" not in repr(find("m", api_key="sk-1"))
    assert "sk-1" not in repr(LLM("m", api_key="sk-1"))
