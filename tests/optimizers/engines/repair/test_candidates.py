"""Candidates: text by span, each tree once, the likeliest first."""

import ast

from tests.optimizers.engines.repair.mutated import view

from optimizers.engines.repair.candidates import Candidate, Queue, changed_tokens, written
from optimizers.engines.repair.kinds import Kind
from optimizers.engines.repair.rules import mutations

TEXT = '''def f(a, b):
    """Twice."""
    # why
    if a and  (b or a):   # odd blanks
        return (a
                - b)
    return 0
'''


def test_everything_else_stays_byte_for_byte():
    seen = view(TEXT)
    known = set()
    texts = [written(seen.code, m, known) for m in mutations(seen)]
    texts = [t for t in texts if t is not None]
    assert len(texts) > 40
    assert all('"""Twice."""' in t and "# why\n" in t for t in texts)
    assert "def f(a, b):" in texts[0]
    touching_no_condition = [t for t in texts if "if a and  (b or a):   # odd blanks" in t]
    assert touching_no_condition


def test_no_tree_comes_twice_and_all_compile():
    seen = view(TEXT)
    known = {ast.dump(seen.code.node)}
    texts = [t for m in mutations(seen) if (t := written(seen.code, m, known)) is not None]
    trees = {ast.dump(ast.parse(t)) for t in texts}
    assert len(trees) == len(texts)
    for text in texts:
        compile(text, "<made>", "exec")


def queue_of(*scores):
    queue = Queue()
    for number, score in enumerate(scores):
        queue.put(Candidate(f"p{number}", number, Kind.CONSTANT, None, score))
    return queue


def test_the_likeliest_comes_first_and_equals_in_order():
    queue = queue_of(0.2, 0.5, 0.5)
    assert [queue.pop().ident for _ in range(3)] == ["p1", "p2", "p0"]
    assert queue.pop() is None


def test_lines_on_which_candidates_hang_wait():
    seen = view("def f(a):\n    while a > 0:\n        a -= 1\n    return a + 1\n")
    queue = Queue()
    queue.add(seen.code, [(0.5, m) for m in mutations(seen)])
    first = queue.pop()
    rest = Queue()
    rest.add(seen.code, [(0.5, m) for m in mutations(seen)])
    rest.demote(first)
    popped = [rest.pop() for _ in range(5)]
    assert all(c.lines != first.lines for c in popped)


def test_tokens_that_differ():
    assert changed_tokens("a < b\n", "a <= b\n") == 1
    assert changed_tokens("a < b  # x\n", "a < b + 1\n") == 2
