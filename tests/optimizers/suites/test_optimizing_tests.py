"""`pytest --optimize` over small projects, as users start it."""

import hashlib

import pytest
from tests.optimizers import drawing
from tests.test_readme import ROOT
from tests.tracer.pytest_plugin.sessions import pytest_session, write

CONFTEST = "from tests.optimizers import drawing\ndrawing.register()\n"
SHOP = """
    from tracer import trainable

    def price(count):
        kind = trainable("half", name="kind", choices=["half", "same", "exit", "double", "loop"])
        if kind == "exit":
            import os
            os._exit(5)
        while kind == "loop":
            pass
        return {"half": count / 2, "same": count, "double": count * 2}[kind]
"""
TESTS = """
    import pytest
    from shop import price

    @pytest.fixture(scope="module")
    def two():
        yield 2

    @pytest.mark.parametrize("count", [1, 2, 3])
    def test_price(count, two):
        assert price(count) == two * count

    def test_nothing():
        print("printed by a test")
        assert price(0) == 0
"""


def session(folder, *options, **variables):
    path = f"{ROOT / 'src'}:{ROOT}"
    given = {"PYTHONPATH": path, "OPENAI_API_KEY": "sk-1234567890", "TRACER_MODEL": ""} | variables
    options = (
        f"--optimize={drawing.NAME}",
        "-p",
        "no:cacheprovider",
        "--optimize-workers=2",
        *options,
    )
    return pytest_session(folder, "--optimize-time-limit=5", *options, **given)


@pytest.fixture
def project(tmp_path):
    def make(**files):
        named = {f"{name}.py": text for name, text in files.items()}
        write(tmp_path, {"conftest.py": CONFTEST, **named})
        return tmp_path

    return make


def tree(folder):
    found = (p for p in folder.rglob("*") if p.is_file() and p.suffix not in {".pyc", ".journal"})
    return {p: hashlib.sha256(p.read_bytes()).digest() for p in found if ".tracer" not in p.parts}


def test_a_diff_makes_failing_tests_pass(project):
    folder = project(shop=SHOP, test_shop=TESTS)
    before = tree(folder)
    shown = session(folder)
    assert tree(folder) == before
    assert '+    kind = trainable("double", name="kind"' in shown.stdout
    assert "test_shop.py::test_price[1]  failed → passed" in shown.stdout
    assert "test_shop.py::test_nothing   passed" in shown.stdout
    assert "no test is held out" in shown.stdout
    assert "how these tests end is all that is known of this change" in shown.stdout
    assert "3 failed, 1 passed" in shown.stdout
    assert shown.returncode == 1
    applied = session(folder, "--optimize-apply")
    assert "written: shop.py" in applied.stdout
    assert "4 passed" in applied.stdout
    assert applied.returncode == 0
    assert (
        pytest_session(
            folder, "-p", "no:cacheprovider", PYTHONPATH=f"{ROOT / 'src'}:{ROOT}"
        ).returncode
        == 0
    )


@pytest.mark.slow
def test_a_file_that_may_not_be_written_is_told(project):
    folder = project(shop=SHOP.replace("def", "# @generated\n    def"), test_shop=TESTS)
    done = session(folder, "--optimize-apply")
    assert "shop.py is generated and is not written" in done.stdout
    assert '+    kind = trainable("double", name="kind"' in done.stdout
    assert done.returncode == 1


@pytest.mark.slow
def test_a_test_that_ends_itself_by_an_alarm_is_explained(project):
    folder = project(
        shop="LIMIT = 3\n\ndef loop():\n    n = 0\n    while n < 9 or LIMIT > 0:\n        n += 1\n    return n\n",
        test_loop="""
            import signal
            from shop import loop

            def test_loop():
                def stop(*_):
                    raise TimeoutError("too long")
                signal.signal(signal.SIGALRM, stop)
                signal.alarm(1)
                assert loop() == 9
        """,
    )
    done = session(
        folder, "--optimize-any", "--optimize-evaluations=20", "--optimize-time-limit=60"
    )
    assert "TimeoutError" in done.stdout
    assert "-LIMIT = 3" in done.stdout


def test_passing_tests_need_nothing(project):
    folder = project(test_fine="def test_fine(): assert True\n")
    done = session(folder)
    assert "all tests pass: there is nothing to optimize" in done.stdout
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("tests", "words", "status"),
    [
        ("", "no tests ran", 5),
        (
            "import pytest\n\n@pytest.mark.skip\ndef test_one(): pass\n",
            "nothing was tried: all tests are skipped or flaky",
            0,
        ),
    ],
)
def test_no_tests_do_not_pass(project, tests, words, status):
    done = session(project(test_none=tests))
    assert words in done.stdout
    assert "all tests pass" not in done.stdout
    assert done.returncode == status


def test_what_failing_tests_depend_on_may_change_when_asked(project):
    folder = project(
        limits="LOW = 7\nHIGH = 9\n\ndef clamp(x):\n    return max(x, LOW)\n",
        other="UNUSED = 3\n",
        test_limits="import other\nfrom limits import clamp\nWANTED = 1\n\ndef test_clamp():\n    assert clamp(0) < WANTED\n",
    )
    marked = session(folder)
    assert "nothing may change: mark values with" in marked.stderr + marked.stdout
    assert marked.returncode == 4
    done = session(folder, "--optimize-any")
    assert "2 parameters" in done.stderr
    assert "-LOW = 7" in done.stdout
    assert "-WANTED" not in done.stdout


def test_a_test_may_record_a_score(project):
    folder = project(
        shop="from tracer import trainable\n\ndef rate():\n    return trainable(0.0, name='rate', bounds=(0, 1))\n",
        test_rate="from shop import rate\n\ndef test_rate(score):\n    score(-abs(rate() - 0.5))\n",
    )
    done = session(folder, "--optimize-evaluations=60")
    assert "test_rate.py::test_rate  -0.5 → -0.0" in done.stdout
    assert "+    return trainable(0.5" in done.stdout or "+    return trainable(0.4" in done.stdout
    assert done.returncode == 0


@pytest.mark.slow
def test_marked_tests_are_held_out(project):
    folder = project(
        shop=SHOP,
        test_shop=TESTS
        + """
    @pytest.mark.holdout
    def test_held():
        assert price(4) == 2
    """,
    )
    done = session(folder)
    assert "1 tests are held out by the marker holdout" in done.stdout
    assert "test_shop.py::test_held      passed  (held out)" in done.stdout
    assert "nothing better was found" in done.stdout


def test_flaky_tests_are_left_out_and_named(project):
    folder = project(
        shop=SHOP,
        test_shop=TESTS,
        test_flaky="import random\n\ndef test_now_and_then():\n    assert random.random() < 0.5\n",
    )
    done = session(folder, "--optimize-seed=1")
    assert "they do not end the same each time: test_flaky.py::test_now_and_then" in done.stdout


@pytest.mark.slow
def test_skipped_tests_stay_skipped(project):
    folder = project(
        shop=SHOP,
        test_shop=TESTS,
        test_later="import pytest\n\n@pytest.mark.skip\ndef test_later(): pass\n",
    )
    done = session(folder, "--optimize-apply")
    assert "4 passed, 1 skipped" in done.stdout


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--optimize", "test_shop.py"], "--optimize took 'test_shop.py' for its engine"),
        (["--optimize=magic"], "there is no engine 'magic'"),
        (["--optimize=opro"], "engine 'opro' asks a language model: pass llm="),
        (["--optimize-evaluations=-1"], "Budget(evaluations=-1)"),
        (["--optimize-workers=-1"], "workers=-1"),
        (["--optimize-time-limit=0"], "time_limit=0"),
    ],
)
def test_wrong_use_is_told(project, options, words):
    folder = project(shop=SHOP, test_shop=TESTS)
    done = session(folder, *options)
    assert words in done.stderr + done.stdout
    assert "collected" not in done.stdout
    assert done.returncode == 4


def test_xdist_is_told_that_there_are_workers_already(project):
    pytest.importorskip("xdist")
    folder = project(shop=SHOP, test_shop=TESTS)
    done = session(folder, "-p", "xdist", "-n2")
    assert "--optimize brings its own workers" in done.stderr
    assert done.returncode == 4


def test_tests_are_run_with_no_keys_and_outside_of_the_project(project):
    folder = project(
        shop=SHOP,
        test_shop=TESTS,
        test_around="""
            import os
            from pathlib import Path

            def test_around(tmp_path, capfd, monkeypatch):
                assert "OPENAI_API_KEY" not in os.environ
                Path("written.txt").write_text(Path("data.txt").read_text())
                (tmp_path / "x").write_text("x")
                print("seen")
                assert capfd.readouterr().out == "seen\\n"
        """,
    )
    (folder / "data.txt").write_text("data")
    done = session(folder)
    assert "test_around.py::test_around  passed" in done.stdout
    assert not (folder / "written.txt").exists()


def test_a_test_that_ends_without_stack_shows_what_ran(project):
    folder = project(
        triangle="def triangle(n):\n    return 0 if n == 0 else n + triangle(n)\n",
        test_triangle="""
            import pytest
            from triangle import triangle

            @pytest.mark.parametrize(("n", "sum_"), [(0, 0), (1, 1), (4, 10)])
            def test_triangle(n, sum_):
                assert triangle(n) == sum_
        """,
    )
    shown = session(folder, "--optimize=repair", "--optimize-any")
    assert "+    return 0 if n == 0 else n + triangle(n - 1)" in shown.stdout


ASKED = """
    from pathlib import Path
    import pytest

    REPLY = "<variable><name>word</name><value>Hola</value></variable>"

    def model(messages):
        with Path("asked.txt").open("a") as file:
            file.write("once\\n")
        return REPLY

    @pytest.hookimpl(tryfirst=True)
    def pytest_load_initial_conftests(early_config):  # before the plugin reads it
        early_config.known_args_namespace.tracer_optimize_llm = model
"""
GREETING = """
    from tracer import trainable

    def greeting(name):
        word = trainable("Hello", name="word")
        return f"{word}, {name}!"
"""


@pytest.mark.parametrize(
    ("scored", "asked"), [("", 1), ("score(2.0 if word else 0.0)", 6)], ids=["passed", "scored"]
)
def test_a_model_is_asked_until_all_tests_pass(project, scored, asked):
    tests = f"""
        from shop import greeting

        def test_greeting({"score" if scored else ""}):
            word = greeting("Ana").startswith("Hola")
            {scored or "assert word"}
    """
    folder = project(shop=GREETING, test_shop=tests)
    write(folder, {"asked.py": ASKED})
    path = f"{ROOT / 'src'}:{ROOT}:{folder}"
    shown = session(folder, "--optimize=optoprime", "-p", "asked", PYTHONPATH=path)
    assert '+    word = trainable("Hola", name="word")' in shown.stdout
    assert (folder / "asked.txt").read_text().split() == ["once"] * asked
