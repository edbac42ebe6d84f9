"""Hook of the corpus driver: every module of a suite and its tests is instrumented, and recorded or not.

Its environment says which: `CORPUS_RECORD=1` keeps one recording open in every process, `0` only
rewrites. `CORPUS_COUNTS` names a folder for what each process says of the functions it loaded.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

NAME = "spangrad"
SCOPE = "all"
_FUNCTIONS = {"FunctionDef", "AsyncFunctionDef", "Lambda"}


def env(_ctx: dict[str, Any]) -> dict[str, str]:
    """Pass on how to run: where our packages are, whether to record, and one cache for all processes."""
    source = Path(__file__).resolve().parents[1] / "src"
    return {
        "CORPUS_RECORD": os.environ.get("CORPUS_RECORD", "1"),
        "CORPUS_SOURCE": str(source),
        "TRACER_CACHE": os.environ.get("TRACER_CACHE", "off"),
    }


def install(ctx: dict[str, Any]) -> None:
    """Put our import hook in place, behind pytest's rewriting where pytest runs, and open a recording."""
    import atexit

    sys.path.append(os.environ["CORPUS_SOURCE"])
    # First all of the stdlib that ours needs, so that it is forgotten below.
    import dataclasses  # noqa: F401
    import random  # noqa: F401

    from corpus_shim import wanted

    from tracer import importing, record
    from tracer.slicing import slices  # noqa: F401

    def chosen(path: str) -> bool:
        return str(path).endswith(".py") and wanted(path, ctx) and Path(path).is_file()

    imported = _forget_imported(chosen)
    importing.install(chosen)
    _chain_pytest(chosen)
    run = None
    if os.environ["CORPUS_RECORD"] == "1":
        run = record(max_events=sys.maxsize // 2).__enter__()  # until the process ends
    pid = os.getpid()

    def report() -> None:
        if os.getpid() == pid:
            _write(ctx["stats_dir"], f"{pid}-recorded.json", _evidence(run, chosen, imported))
            _count_functions(ctx["suite"])

    atexit.register(report)


def _forget_imported(chosen: Any) -> set[int]:
    """Modules that our own imports have loaded plain are loaded again when a test asks for them."""
    names = [n for n, m in sys.modules.items() if chosen(getattr(m, "__file__", None) or "")]
    return {id(sys.modules.pop(name)) for name in names}


def _evidence(run: Any, chosen: Any, forgotten: set[int]) -> dict[str, Any]:
    """Return what the driver adds up: files rewritten, records kept, files left plain, a recording that ended early."""
    from tracer.modules import all_modules

    known = {os.path.realpath(m.rewritten.path) for m in all_modules()}
    files = {
        os.path.realpath(m.__file__)
        for m in list(sys.modules.values())
        if id(m) not in forgotten and chosen(getattr(m, "__file__", None) or "")
    }
    errors = [f"{path}: imported, and not rewritten" for path in sorted(files - known)]
    if run is not None and run._tape.stopped is not None:
        errors.append(f"recording ended early: {run._tape.stopped}")
    items = 0 if run is None else len(run._tape.items)
    return {"files": len(known), "events": items, "errors": errors}


def _count_functions(suite: str) -> None:
    """Say of each file how many functions it has, and how many have code that records their frames.

    A function that is all docstring has nothing to record, and does not count.
    """
    from rewriters.templates import RecordKind
    from tracer.modules import all_modules

    folder = os.environ.get("CORPUS_COUNTS")
    if not folder:
        return
    counts = {}
    for module in all_modules():
        sites = module.sites
        functions = {
            site
            for site, row in enumerate(sites.rows)
            if row[0] in _FUNCTIONS and not _only_docstring(sites, site)
        }
        entered = {t.function for t in module.templates if t.kind is RecordKind.ENTER}
        opaque = {site for site, _ in sites.opaque}
        counts[module.rewritten.path] = len(functions), len(functions & entered - opaque)
    _write(folder, f"{suite}-{os.getpid()}.json", counts)


def _only_docstring(sites: Any, function: int) -> bool:
    body = [site for site in sites.children[function] if sites.rows[site][1] == "body"]
    code = sites[body[0]].code
    return len(body) == 1 and sites.rows[body[0]][0] == "Expr" and code.endswith(("'", '"'))


def _write(folder: str, name: str, value: Any) -> None:
    Path(folder, name).write_text(json.dumps(value), encoding="utf-8")


def _chain_pytest(chosen: Any) -> None:
    """Wait for the module of pytest that rewrites asserts: it is imported later."""
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
                from tracer import assertions

                execute(module)
                assertions.chain(module, chosen)

            spec.loader.exec_module = exec_module
            return spec

    sys.meta_path.insert(0, Waiting())
