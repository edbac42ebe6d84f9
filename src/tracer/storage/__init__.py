"""Run files: a recording on disk. Reading one runs no code."""
