"""Hook of the corpus driver: every module of a suite and its tests is instrumented, and recorded or not.

Its environment says which: `CORPUS_RECORD=1` keeps one recording open in every process, `0` only rewrites.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

NAME = "spangrad"
SCOPE = "all"
_KEEP_ITEMS = 2_000_000


def env(ctx: dict[str, Any]) -> dict[str, str]:
    """Pass on how to run: where our packages are, whether to record, and one cache for all processes."""
    here = Path(__file__).resolve().parents[1] / "src"
    return {
        "CORPUS_RECORD": os.environ.get("CORPUS_RECORD", "1"),
        "CORPUS_SOURCE": str(here),
        "TRACER_CACHE": os.environ.get("TRACER_CACHE", "off"),
    }


def install(ctx: dict[str, Any]) -> None:
    """Put our import hook in place, behind pytest's rewriting where pytest runs, and open a recording."""
    import atexit
    import sys

    sys.path.append(os.environ["CORPUS_SOURCE"])
    from corpus_shim import wanted

    from tracer import importing, loading, runtime
    from tracer.tape import Tape

    stats = {"files": 0, "events": 0, "errors": []}

    def chosen(path: str) -> bool:
        return str(path).endswith(".py") and wanted(path, ctx)

    recording_code = loading.recording_code

    def counted(*args: Any, **options: Any) -> Any:
        stats["files"] += 1
        return recording_code(*args, **options)

    importing.recording_code = counted
    importing.install(chosen)
    _chain_pytest(chosen, stats)
    pid = os.getpid()
    tape = Tape()
    if os.environ["CORPUS_RECORD"] == "1":
        runtime.set_idle(idle=False)
        runtime.context.set(tape.sink())

    def report() -> None:
        if os.getpid() == pid:
            stats["events"] = len(tape.items)
            with open(os.path.join(ctx["stats_dir"], f"{pid}-recorded.json"), "w") as file:
                json.dump(stats, file)

    atexit.register(report)


def _chain_pytest(chosen: Any, stats: Any) -> None:
    """pytest is imported later: wait for its module."""
    import sys
    from importlib.abc import MetaPathFinder
    from importlib.machinery import PathFinder

    class Waiting(MetaPathFinder):
        def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
            if name != "_pytest.assertion.rewrite":
                return None
            sys.meta_path.remove(self)
            spec = PathFinder.find_spec(name, path, target)
            execute = spec.loader.exec_module

            def exec_module(module: Any) -> None:
                execute(module)
                from tracer import assertions

                recording_tree = assertions.recording_tree

                def counted(*args: Any) -> Any:
                    stats["files"] += 1
                    return recording_tree(*args)

                assertions.recording_tree = counted
                assertions.chain(module, chosen)

            spec.loader.exec_module = exec_module
            return spec

    sys.meta_path.insert(0, Waiting())
