"""Files, buffers and their like end when the program drops them, recorded or not."""

import pytest
from tests.tracer.cli.same import assert_same

from tracer import record, trace
from tracer.letting_go import ResourceReference

PROGRAM = """
import io, json, socket, sqlite3, tempfile
from pathlib import Path

def generator():
    try:
        yield 1
    finally:
        print("closed")

def written(path):
    open(path, "w").write(json.dumps({"a": 1}))
    json.dump([1], open(path + "2", "w"))
    Path(path + "3").open("w").write("x")
    return [open(p).read() for p in (path, path + "2", path + "3")]

def opener(path):
    file = open(path, "w")
    file.write("later")
    file = None
    return open(path).read()

def viewed():
    data = bytearray(b"ab")
    print(memoryview(data)[0])
    data.append(1)
    text = io.BytesIO(b"ab")
    print(text.getbuffer()[0])
    text.write(b"abcdefgh")
    return bytes(data)

def asked():
    base = sqlite3.connect(":memory:")
    base.execute("create table t (x)")
    base.execute("insert into t values (1)")
    base.execute("insert into t values (2)")
    print(base.execute("select x from t").fetchone())
    base.execute("drop table t")
    base.close()

def bound():
    here = socket.socket()
    here.bind(("127.0.0.1", 0))
    port = here.getsockname()[1]
    here = None
    again = socket.socket()
    again.bind(("127.0.0.1", port))
    again.close()

def temporary():
    name = tempfile.NamedTemporaryFile().name
    return Path(name).exists()

def begun():
    print(next(generator()))
    return "after"

if __name__ == "__main__":
    print(written("a.json"), opener("b.txt"), viewed(), asked(), bound(), temporary(), begun())
open("c.txt", "w").write("module")
print(open("c.txt").read())
for turn in generator():
    break
print(next(generator()), "end")
"""


@pytest.mark.smoke
def test_programs_read_what_they_wrote(tmp_path):
    assert_same(tmp_path, ["script.py"], {"script.py": PROGRAM})


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_an_event_gives_the_file_while_it_is_there_and_names_it_then(tmp_path):
    path = str(tmp_path / "a.txt")

    @trace
    def written():
        open(path, "w").write("a")  # noqa: SIM115  # that it is not closed is the point
        return open(path)  # here too

    with record() as run:
        kept = written()
    values = {e.site.code: e.value for e in run.events()}
    assert isinstance(values['open(path, "w")'], ResourceReference)
    assert repr(values['open(path, "w")']) == "<TextIOWrapper, let go>"
    assert values["open(path)"] is kept
    kept.close()
