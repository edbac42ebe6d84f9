"""Names of calls whose values may hold what must be given back in time: files, buffers, sockets, cursors."""

from __future__ import annotations

RESOURCES = frozenset(
    "open fdopen popen Popen TextIOWrapper FileIO BufferedReader BufferedWriter BufferedRandom GzipFile BZ2File LZMAFile "
    "ZipFile TarFile NamedTemporaryFile TemporaryFile SpooledTemporaryFile TemporaryDirectory memoryview getbuffer mmap "
    "socket socketpair create_connection create_server accept makefile connect cursor execute executemany executescript "
    "urlopen".split()
)
"""What such a call gives goes on the tape by a weak reference, if it is of such a type (`tracer.letting_go`)."""
