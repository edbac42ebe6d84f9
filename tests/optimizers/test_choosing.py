"""Which engines `auto` runs without a model."""

import pytest

from optimizers.choosing import choose
from optimizers.engines.engine import ParameterInfo

INFOS = {
    "float": ParameterInfo("m:f", "f", "number", 1.0, bounds=(0.0, 2.0)),
    "int": ParameterInfo("m:i", "i", "number", 1, bounds=(0, 2), whole=True),
    "choice": ParameterInfo("m:c", "c", "choice", "a", choices=("a", "b")),
    "code": ParameterInfo("m:b", "b", "code", "def b(): pass\n"),
}


@pytest.mark.parametrize(
    ("kinds", "engines"),
    [
        (["float", "float"], ("gradient", "search")),
        (["int", "choice"], ("search",)),
        (["float", "int"], ("portfolio",)),
        (["float", "choice"], ("portfolio",)),
        (["code"], ("repair",)),
        (["code", "int"], ("portfolio",)),
    ],
)
def test_the_kinds_of_parameters_decide(kinds, engines):
    assert choose("auto", [INFOS[k] for k in kinds]).engines == engines


def test_the_reason_counts_them():
    reason = choose("auto", [INFOS[k] for k in ("float", "float", "int")]).reason
    assert reason == "2 floats beside 1 other value: derivatives and search in turn"
