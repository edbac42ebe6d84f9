"""Archives of ours are archives to `zipfile`."""

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from tracer.storage.zipping import zipped

NAMES = st.text("abc.", min_size=1, max_size=8)


@given(st.dictionaries(NAMES, st.binary(max_size=2000)))
def test_what_was_written_is_read(members):
    with zipfile.ZipFile(io.BytesIO(b"".join(zipped(members)))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == list(members)
        assert {name: archive.read(name) for name in members} == members


def test_it_is_compressed_and_for_its_owner():
    data = b"".join(zipped({"a": b"x" * 100_000}))
    assert len(data) < 2000
    (info,) = zipfile.ZipFile(io.BytesIO(data)).infolist()
    assert info.external_attr >> 16 == 0o600
