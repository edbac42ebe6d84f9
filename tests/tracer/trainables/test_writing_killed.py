"""All files or none: killed at any moment, each is the old or the new one."""

import os
import subprocess
import sys

CHILD = """
import os, signal, sys
count, last = 0, int(sys.argv[1])
def counted(function):
    def call(*args, **kwargs):
        global count
        count += 1
        if count == last:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return call
sys.path.insert(0, os.getcwd())
import one, two, tracer
for module, text in ((one, "ONE"), (two, "TWO")):
    for p in tracer.parameters(module):
        p.set(text * 2000)
for name in ("write", "sendfile", "fsync", "chmod", "utime", "rename", "unlink"):
    setattr(os, name, counted(getattr(os, name)))
tracer.apply()
print(count)
"""


def test_killed_at_any_moment_each_file_is_old_or_new(tmp_path):
    def run(n):
        return subprocess.run(
            [sys.executable, "-B", "-c", CHILD, str(n)],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )

    def write():
        for name, text in olds.items():
            (tmp_path / name).write_text(text)
            os.utime(
                tmp_path / name, (1e9, 1e9)
            )  # in whatever second it runs, the steps are the same

    olds = {
        f"{n}.py": f"from tracer import trainable\nX = trainable({n!r})\n" for n in ("one", "two")
    }
    write()
    done = run(0)
    assert done.returncode == 0, done.stderr
    news = {name: (tmp_path / name).read_text() for name in olds}
    steps = int(done.stdout)
    # The list of what would be left is written and synced; each file copied with its times and mode, the new one written,
    # synced, given its mode and renamed; the folder synced; five files removed.
    assert steps >= 2 + 2 * 7 + 1 + 5
    for n in range(1, steps + 1):
        write()
        assert run(n).returncode == -9
        for name, old in olds.items():
            assert (tmp_path / name).read_text() in (old, news[name])
        assert run(0).returncode == 0
        assert {name: (tmp_path / name).read_text() for name in olds} == news
        assert sorted(p.name for p in tmp_path.iterdir()) == [".tracer", "one.py", "two.py"]
