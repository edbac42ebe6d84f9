from importlib.util import find_spec

collect_ignore = [] if find_spec("tracer.slicing") else ["test_soundness.py"]
