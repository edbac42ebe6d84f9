"""Test suites as what is optimized: `pytest --optimize`."""
