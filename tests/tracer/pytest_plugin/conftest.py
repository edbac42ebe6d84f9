"""A small project whose tests fail for a reason that lies elsewhere."""

import pytest
from tests.tracer.pytest_plugin.sessions import write
from tests.tracer.pytest_plugin.shop import SHOP

TESTS = """
import pytest
from shop import total

@pytest.fixture(scope="module")
def rows():
    yield [(3, 2), (10, 1)]

@pytest.mark.parametrize("discount", [0.5, 0.25])
def test_total(rows, discount):
    assert total(rows, discount) == 14.4

def test_ok():
    assert total([], 0) == 0

class TestShop:
    def setup_method(self):
        self.rows = [(1, 1)]

    def test_method(self):
        assert total(self.rows, 0) == 2
"""


@pytest.fixture
def shop(tmp_path):
    write(tmp_path, {"shop.py": SHOP, "test_shop.py": TESTS})
    return tmp_path
