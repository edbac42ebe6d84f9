"""Laws of the turning: nothing else changes, twice is once, and it does not care how a file is encoded."""

import io
import tokenize
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rewriters.from_trace.scripted import PROGRAMS

from rewriters.from_trace.porting import CannotPort, port

ROOT = Path(__file__).parents[3]
SOURCES = sorted(PROGRAMS.glob("*.py"))
OTHERS = sorted([*ROOT.glob("src/rewriters/*.py"), *ROOT.glob("tests/samples/*.py")])

ENCODED = {
    "with a mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "latin-1": lambda text: ("# coding: latin-1\n" + text).encode("latin-1"),
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "tabs": lambda text: text.replace("    ", "\t").encode(),
}


def comments(source):
    tokens = tokenize.tokenize(io.BytesIO(source).readline)
    return sorted(t.string for t in tokens if t.type == tokenize.COMMENT)


@pytest.mark.parametrize("encode", ENCODED.values(), ids=ENCODED)
@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.stem)
def test_encoding_line_ends_and_indentation_are_kept(path, encode):
    text = path.read_text(encoding="utf-8")
    turned = port(text.encode()).source.decode()
    assert port(encode(text)).source == encode(turned)


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.stem)
def test_twice_is_once(path):
    turned = port(path.read_bytes()).source
    assert port(turned).source == turned


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(st.sampled_from(SOURCES), st.data())
def test_every_comment_is_kept(path, data):
    lines = path.read_text(encoding="utf-8").splitlines()
    tokens = tokenize.generate_tokens(io.StringIO("\n".join(lines)).readline)
    ends = sorted({t.start[0] - 1 for t in tokens if t.type == tokenize.NEWLINE})
    for number, at in enumerate(data.draw(st.lists(st.sampled_from(ends), unique=True))):
        lines[at] += f"  # note {number}"
    source = "\n".join(lines).encode() + b"\n"
    assert comments(port(source).source) == comments(source)


@pytest.mark.parametrize("path", OTHERS, ids=lambda p: f"{p.parent.name}.{p.stem}")
def test_a_file_that_imports_nothing_of_trace_comes_back_as_it_is(path):
    source = path.read_bytes() + b"\n# opto\nx.data\n"
    assert port(source).source == source
    assert port(source).left == ()


@given(st.binary(max_size=200).filter(lambda source: b"opto" not in source))
def test_bytes_that_do_not_name_trace_are_not_read(source):
    assert port(source).source == source


def test_what_cannot_be_read_is_refused():
    with pytest.raises(CannotPort):
        port(b"import opto\ndef f(:\n")


def turned(text):
    return port(text.encode()).source.decode()


def test_names_are_followed_through_aliases_not_spelling():
    text = "from opto.trace import node as n\ndef node(x):\n    return x.data\na = node(n(2))\n"
    assert turned(text) == "def node(x):\n    return x\na = node(2)\n"
    shadowed = "from opto.trace import node\ndef f(node):\n    return node(3, trainable=True)\n"
    assert turned(shadowed) == "def f(node):\n    return node(3, trainable=True)\n"


def test_our_names_step_aside():
    text = "import opto.trace as t\ntrace = 1\n@t.bundle()\ndef f(x):\n    return x\n"
    assert turned(text) == (
        "from tracer import trace as tracer_trace\n"
        "trace = 1\n@tracer_trace(opaque=True)\ndef f(x):\n    return x\n"
    )
    text = "from opto import trace\nfrom opto.trace import bundle\n@bundle()\ndef f(x):\n    return trace.operators.add(x, 1)\n"
    assert "from tracer import trace as tracer_trace\n" in turned(text)
    assert "from opto import trace\n" in turned(text)


def test_a_bundle_that_uses_what_is_trained_is_recorded_inside():
    text = (
        "from opto.trace import bundle, node\n"
        "k = node(1, trainable=True)\n"
        "@bundle(allow_external_dependencies=True)\ndef f(x):\n    return x + k.data\n"
        "@bundle()\ndef g(x):\n    return f(x)\n"
        "@bundle()\ndef h(x):\n    return x\n"
    )
    found = turned(text)
    assert "@trace\ndef f(x):\n    return x + k\n" in found
    assert "@trace\ndef g(x):" in found
    assert "@trace(opaque=True)\ndef h(x):" in found


def test_two_outputs_of_one_step_have_two_runs():
    text = (
        "from opto.trace import bundle, node\nfrom opto.optimizers import OPRO\n"
        "@bundle(trainable=True)\ndef f(x):\n    return x\n"
        "opt = OPRO(f.parameters())\n"
        "a = f(1)\nb = f(2)\n"
        "opt.backward(a, 'no')\nopt.backward(b, 'yes')\nopt.step()\n"
    )
    assert turned(text).endswith(
        'opt = OPRO(parameters(f), isolation="none")\n'
        "with record() as run:\n    a = f(1)\nwith record() as run_2:\n    b = f(2)\n"
        "opt.backward(run, 'no')\nopt.backward(run_2, 'yes')\nopt.step()\n"
    )


def test_a_value_that_is_used_twice_is_not_torn_from_its_step():
    text = (
        "from opto.trace import bundle, node\nfrom opto.optimizers import OPRO\n"
        "p = node(1, trainable=True)\n"
        "@bundle()\ndef f(x):\n    return x\n"
        "opt = OPRO([p])\n"
        "half = f(p)\nwhole = half + half\nprint(half)\n"
        "opt.backward(whole, 'no')\n"
    )
    ported = port(text.encode())
    assert [left.line for left in ported.left] == [11]
    assert "`half` is used later too" in ported.left[0].advice


def test_marks_and_feedback_in_the_heads_of_statements_are_left():
    text = (
        "from opto.trace import node\nfrom opto.optimizers import OPRO\n"
        "for x in node([1], trainable=True):\n    print(x.data)\n"
        "opt = OPRO([])\nif opt.backward(x, ''): pass\n"
    )
    assert [left.line for left in port(text.encode()).left] == [3, 6]


def test_both_arms_of_a_test_are_recorded():
    text = (
        "from opto.trace import bundle\nfrom opto.optimizers import OPRO\n"
        "@bundle(trainable=True)\ndef f(x):\n    return x\n"
        "opt = OPRO(f.parameters())\n"
        "try:\n"
        "    if opt:\n        out = f(3)\n    else:\n        out = f(5)\n"
        "    said = str(out.data)\n"
        "except ValueError:\n    out = None\n"
        "opt.backward(out, said)\n"
    )
    assert (
        "    if opt:\n        with record() as run:\n            out = f(3)\n"
        "    else:\n        with record() as run:\n            out = f(5)\n"
        "    said = str(out)\n"
        "except ValueError:\n    out = None\n"
        "opt.backward(run, said)\n"
    ) in turned(text)


def test_a_place_that_makes_many_nodes_is_left():
    text = (
        "from opto.trace import node\n"
        "many = [node(n, trainable=True) for n in range(3)]\n"
        "for n in range(3):\n    one = node(n, trainable=True)\n"
        "two = [node(1, trainable=True), node(2, trainable=True)]\n"
    )
    ported = port(text.encode())
    assert [left.line for left in ported.left] == [2, 4]
    assert ported.source.decode().endswith("two = [trainable(1), trainable(2)]\n")


def test_what_a_model_replies_is_text():
    text = (
        "from opto.utils.llm import LLM\nllm = LLM()\n"
        "reply = llm(messages=[])\nprint(reply.choices[0].message.content, reply.usage)\n"
    )
    ported = port(text.encode())
    assert ported.source.decode() == (
        "from optimizers import LLM\nllm = LLM()\n"
        "reply = llm(messages=[])\nprint(reply, reply.usage)\n"
    )
    assert [(left.line, left.code) for left in ported.left] == [(4, "reply.usage")]


def test_models_are_saved_as_values():
    text = (
        "from opto.trace import model\n@model\nclass A:\n    pass\n"
        "a = A()\na.save('f')\na.load('f')\n"
    )
    assert turned(text).endswith("a = A()\nsave_values('f', parameters(a))\nload_values('f')\n")
