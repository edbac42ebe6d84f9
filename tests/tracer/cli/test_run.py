"""What `run` records, says and leaves behind."""

import json
import os
import stat
import subprocess
import sys
import threading

import pytest
from tests.tracer.cli.same import RUN, ours, start, write

import tracer

PROGRAM = {
    "main.py": """
        import sys
        from helper import double

        def main(n):
            return double(n) + 1

        print(main(20), file=sys.stdout)
    """,
    "helper.py": "RATE = 2  # tracer: trainable bounds=(1, 3)\n\ndef double(n):\n    return n * RATE\n",
}


def codes(run):
    return {e.site.code for e in run.events()}


def only_run(folder):
    (file,) = (folder / ".tracer" / "runs").glob("*.run")
    return file


def test_the_program_and_its_folder_are_recorded(tmp_path):
    write(tmp_path, PROGRAM)
    start(tmp_path, [*RUN, "main.py"])
    assert {"n * RATE", "double(n) + 1", "print(main(20), file=sys.stdout)"} <= codes(
        tracer.load(only_run(tmp_path))
    )


def test_a_source_takes_the_place_of_the_folder_and_the_program_is_recorded(tmp_path):
    write(tmp_path, {**PROGRAM, "other/x.py": ""})
    ours(tmp_path, ["main.py"], "--source", "other", "-o", "x.run")
    found = codes(tracer.load(tmp_path / "x.run"))
    assert "double(n) + 1" in found
    assert "n * RATE" not in found


def test_modules_in_a_zip_file_are_recorded(tmp_path):
    write(tmp_path, {"app.zip": "def f(x):\n    return x * 7\nprint(f(6))\n"})
    assert ours(tmp_path, ["app.zip"], "-o", "x.run") == ("42\n", "", 0)
    assert "x * 7" in codes(tracer.load(tmp_path / "x.run"))


def test_the_summary_goes_to_standard_error_under_our_name(tmp_path):
    write(tmp_path, PROGRAM)
    ended = start(tmp_path, [*RUN, "main.py"])
    lines = ended.stderr.splitlines()
    assert ended.stdout == "41\n"
    assert all(line.startswith("tracer: ") for line in lines)
    assert "events of 2 functions in 2 files" in lines[0]
    assert lines[1] == "tracer: 1 trainable comment"
    assert "saved .tracer/runs/" in lines[2]


def test_malformed_comments_are_told_with_their_place(tmp_path):
    write(tmp_path, {"main.py": "x = 1  # tracer: trainable bounds=(2, 1)\n"})
    said = start(tmp_path, [*RUN, "--no-save", "main.py"]).stderr
    assert "tracer: main.py:1: bounds takes two numbers, (low, high), not (2, 1)\n" in said


def test_what_is_opaque_is_told(tmp_path):
    code = "def f():\n    yield locals()\nlist(f())\n"
    write(tmp_path, {"main.py": code})
    said = start(tmp_path, [*RUN, "--no-save", "main.py"]).stderr
    assert "tracer: opaque: main.py:1: " in said


def test_quiet_says_nothing(tmp_path):
    write(tmp_path, PROGRAM)
    assert start(tmp_path, [*RUN, "-q", "main.py"]) == ("41\n", "", 0)


def test_a_run_file_is_for_its_user_alone(tmp_path):
    write(tmp_path, PROGRAM)
    start(tmp_path, [*RUN, "main.py"])
    top = tmp_path / ".tracer"
    assert (top / ".gitignore").read_text() == "*\n"
    assert (top / "last").resolve() == only_run(tmp_path)
    if os.name == "posix":
        assert stat.S_IMODE(top.stat().st_mode) == 0o700
        assert stat.S_IMODE(only_run(tmp_path).stat().st_mode) == 0o600


def test_last_is_the_latest(tmp_path):
    write(tmp_path, {"one.py": "x = 1 + 1\n", "two.py": "y = 2 + 2\n"})
    for name in ("one.py", "two.py"):
        ours(tmp_path, [name])
    assert "2 + 2" in codes(tracer.load(tmp_path / ".tracer" / "last"))


def test_a_run_in_which_nothing_of_the_users_ran_is_not_the_last(tmp_path):
    write(tmp_path, {"one.py": "x = 1 + 1\n"})
    ours(tmp_path, ["one.py"])
    kept = only_run(tmp_path)
    ended = start(tmp_path, [*RUN, "-m", "is_no_module"])
    assert "saved" not in ended.stderr
    assert only_run(tmp_path) == kept
    assert "1 + 1" in codes(tracer.load(tmp_path / ".tracer" / "last"))


def test_no_save_leaves_nothing(tmp_path):
    write(tmp_path, PROGRAM)
    ours(tmp_path, ["main.py"], "--no-save")
    assert not (tmp_path / ".tracer").exists()


def test_a_chosen_file_is_relative_to_where_the_program_was_started(tmp_path):
    write(tmp_path, {"main.py": "import os\nos.chdir('/')\n"})
    ours(tmp_path, ["main.py"], "-o", "x.run")
    assert (tmp_path / "x.run").exists()
    assert not (tmp_path / ".tracer").exists()


def test_without_values_none_is_written(tmp_path):
    write(tmp_path, {"main.py": "word = 'un' + 'usual'\n"})
    ours(tmp_path, ["main.py"], "-o", "with.run")
    ours(tmp_path, ["main.py"], "--no-values", "-o", "without.run")
    values = [
        {e.value for e in tracer.load(tmp_path / f"{n}.run").events() if type(e.value) is str}
        for n in ("with", "without")
    ]
    assert "unusual" in values[0]
    assert "unusual" not in values[1]


def test_settings_stand_in_pyproject(tmp_path):
    write(tmp_path, {**PROGRAM, "pyproject.toml": "[tool.tracer]\nquiet = true\nno-save = true\n"})
    assert start(tmp_path, [*RUN, "main.py"]) == ("41\n", "", 0)
    assert not (tmp_path / ".tracer").exists()


def test_settings_of_optimizers_are_left_to_them(tmp_path):
    table = '[tool.tracer]\nquiet = true\nno-save = true\nmodel = "a/b"\nmodel_task = "c/d"\nredact = []\n'
    write(tmp_path, {**PROGRAM, "pyproject.toml": table})
    assert start(tmp_path, [*RUN, "main.py"]) == ("41\n", "", 0)


@pytest.mark.parametrize("options", [("-o", "no/such/folder/x.run"), ("-o", "main.py/x.run")])
def test_a_file_that_cannot_be_written_is_one_line_and_changes_nothing(tmp_path, options):
    write(tmp_path, {"main.py": "import sys\nprint(1)\nsys.exit(3)\n"})
    ended = start(tmp_path, [*RUN, *options, "main.py"])
    assert (ended.stdout, ended.status) == ("1\n", 3)
    assert ended.stderr.startswith("tracer: the run file was not written: ")
    assert ended.stderr.count("\n") == 2  # and the summary
    assert ours(tmp_path, ["main.py"], *options) == ("1\n", "", 3)


def test_a_script_that_fails_is_recorded_with_its_error(tmp_path):
    code = """
        import atexit
        def after(): return 3 * 3
        atexit.register(after)
        def f(n):
            return 1 / n
        f(0)
    """
    write(tmp_path, {"main.py": code})
    assert ours(tmp_path, ["main.py"], "-o", "x.run").status == 1
    run = tracer.load(tmp_path / "x.run")
    assert run.error is not None
    assert "3 * 3" in codes(run)


def test_the_end_of_the_limit_is_told(tmp_path):
    code = "import time\nend = time.time() + 1\nn = 0\nwhile time.time() < end:\n    n += 1\nprint('done')\n"
    write(tmp_path, {"main.py": code})
    ended = start(tmp_path, [*RUN, "--no-save", "--max-events", "50", "main.py"])
    assert (ended.stdout, ended.status) == ("done\n", 0)
    assert "recording ended early: max_events=50 was reached" in ended.stderr


def test_two_runs_at_once_leave_two_files(tmp_path):
    write(tmp_path, PROGRAM)
    threads = [threading.Thread(target=ours, args=(tmp_path, ["main.py"])) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(list((tmp_path / ".tracer" / "runs").iterdir())) == 2


def test_what_threads_and_tasks_do_is_recorded(tmp_path):
    code = """
        import asyncio, threading
        def f(x): return x * 3
        async def g(x): return x * 5
        t = threading.Thread(target=f, args=(1,)); t.start(); t.join()
        asyncio.run(g(1))
    """
    write(tmp_path, {"main.py": code})
    ours(tmp_path, ["main.py"], "-o", "x.run")
    assert {"x * 3", "x * 5"} <= codes(tracer.load(tmp_path / "x.run"))


def test_a_pool_that_is_imported_later_is_recorded(tmp_path):
    code = """
        def f(x): return x * 7
        from concurrent.futures import ThreadPoolExecutor
        with ThreadPoolExecutor(1) as pool:
            pool.submit(f, 1).result()
    """
    write(tmp_path, {"main.py": code})
    ours(tmp_path, ["main.py"], "-o", "x.run")
    assert "x * 7" in codes(tracer.load(tmp_path / "x.run"))


def test_exit_functions_are_recorded(tmp_path):
    write(tmp_path, {"main.py": "import atexit\ndef f(): return 6 * 7\natexit.register(f)\n"})
    ours(tmp_path, ["main.py"], "-o", "x.run")
    assert "6 * 7" in codes(tracer.load(tmp_path / "x.run"))


def test_code_given_as_text_and_on_standard_input_is_recorded(tmp_path):
    ours(tmp_path, ["-c", "x = 6 * 7"], "-o", "c.run")
    ours(tmp_path, ["-"], "-o", "stdin.run", stdin=b"y = 6 * 9")
    assert "6 * 7" in codes(tracer.load(tmp_path / "c.run"))
    assert "6 * 9" in codes(tracer.load(tmp_path / "stdin.run"))


def test_the_next_plain_run_sees_no_trace_of_ours(tmp_path):
    write(
        tmp_path,
        {
            **PROGRAM,
            "check.py": "import helper, sys\nprint(helper.double.__code__.co_names, 'tracer' in sys.modules)",
        },
    )
    plain = start(tmp_path, ["check.py"])
    ours(tmp_path, ["check.py"])
    assert start(tmp_path, ["check.py"]) == plain


def test_show_says_what_was_recorded(tmp_path):
    write(tmp_path, PROGRAM)
    ours(tmp_path, ["main.py"])
    name = only_run(tmp_path).stem
    for words in (["--help"], [name, "--help"]):
        assert start(tmp_path, ["-m", "tracer", "show", *words]).status == 0


def test_the_console_script_ends_by_ctrl_c_as_python_does(tmp_path):
    write(
        tmp_path,
        {
            "main.py": "raise KeyboardInterrupt\n",
            "spangrad": "import sys\nfrom tracer.cli.command import script\nif __name__ == '__main__':\n    sys.exit(script())\n",
        },
    )
    plain = start(tmp_path, ["main.py"])
    assert start(tmp_path, ["spangrad", "run", "-q", "--no-save", "main.py"]) == plain


def test_the_console_script_runs_programs(tmp_path):
    write(
        tmp_path,
        {
            "main.py": "import sys\nprint(sys.argv, sys.orig_argv[1:], sys.path[0])\nsys.exit(5)\n",
            "bin/spangrad": "import sys\nfrom tracer.cli.command import script\nif __name__ == '__main__':\n    sys.exit(script())\n",
        },
    )
    plain = start(tmp_path, ["main.py", "a"])
    assert start(tmp_path, ["bin/spangrad", "run", "-q", "--no-save", "main.py", "a"]) == plain


def test_a_program_that_ends_well_loads_no_heavy_module(tmp_path):
    write(
        tmp_path,
        {
            "main.py": "import sys, atexit\nheavy = ['libcst', 'networkx', 'pydot', 'rich', 'argparse', 'tomllib']\natexit.register(lambda: print([m for m in heavy if m in sys.modules]))\n"
        },
    )
    ours(tmp_path, ["main.py"])  # its code is cached now
    assert ours(tmp_path, ["main.py"]).stdout == "[]\n"


def test_recording_and_saving_load_nothing_that_takes_long(tmp_path):
    write(tmp_path, {"main.py": "x = 1\n"})
    ours(tmp_path, ["main.py"])  # its code is cached now
    loaded = start(tmp_path, ["-X", "importtime", *RUN, "-q", "main.py"]).stderr
    names = {line.rpartition("|")[2].strip() for line in loaded.splitlines()}
    assert "tracer.storage.saving" in names
    assert not names & {"logging", "zipfile", "tempfile", "pathlib", "libcst", "networkx", "rich"}


def test_version(tmp_path):
    assert (
        start(tmp_path, ["-m", "tracer", "--version"]).stdout == f"spangrad {tracer.__version__}\n"
    )


def test_under_coverage(tmp_path):
    pytest.importorskip("coverage")
    write(tmp_path, PROGRAM)
    words = [sys.executable, "-m", "coverage", "run", "-m", "tracer", "run", "-q", "main.py"]
    ended = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.stdout, ended.stderr, ended.returncode) == ("41\n", "", 0)


def test_json_of_options_is_no_part_of_a_run(tmp_path):
    write(tmp_path, {"main.py": "import json, sys\nprint(json.dumps(sys.argv[1:]))"})
    assert json.loads(ours(tmp_path, ["main.py", "--json", "x"]).stdout) == ["--json", "x"]
