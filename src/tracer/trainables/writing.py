"""Changed parameters as changes of source: shown as a diff, written to all files or none."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rewriters.editing.bodies import Definition, body_edit, definition_text
from rewriters.editing.diffs import unified
from rewriters.editing.edits import Edit, Patch
from rewriters.editing.files import write_all
from rewriters.editing.literals import NotWritable, Setting, literal, same
from rewriters.editing.strings import template_literal
from rewriters.marked import Form, Mark
from tracer.errors import SpanConflict, TracerError
from tracer.live import UNSET
from tracer.trainables.module_files import ModuleFile, Version
from tracer.trainables.parameter import Parameter
from tracer.trainables.registry import known_parameters, lock
from tracer.trainables.roots import project_root, require_writable
from tracer.trainables.state import ParameterState


def diff(params: Iterable[Parameter] | None = None) -> str:
    """Return what `apply` would change, as a unified diff; parameters without a source are named in it.

    None: every parameter of the process that was changed. Raises SpanConflict where a span was changed in its file.
    """
    with lock:
        return diff_values({p: p.known_value() for p in _chosen(params) if _differs(p)})


def diff_values(values: Mapping[Any, Any]) -> str:
    """Return what `apply_values` would change, as a unified diff; parameters without a source are named in it."""
    with lock:
        root = project_root()
        parts = [
            f"# {p.id} has no source: its value is {v!r}\n"
            for p, v in values.items()
            if not p.has_source
        ]
        parts += [unified(_shown(c.file.path, root), c.old, c.new) for c in _changes(values)]
        return "".join(parts)


def apply(params: Iterable[Parameter] | None = None, strip: bool = False) -> list[Path]:  # noqa: FBT001, FBT002  # the contract's signature
    """Write the values of parameters to their files, all or none; return the files that changed.

    None: every parameter of the process that was changed. `strip` takes our marks and imports out of these files, too;
    with None out of all files whose parameters were asked for. Everything outside of the spans stays byte for byte.

    Raises SpanConflict where a span was changed in its file meanwhile, TracerError for a file that may not be written;
    then nothing is.
    """
    with lock:
        chosen = list(known_parameters()) if strip and params is None else _chosen(params)
        return apply_values({p: p.known_value() for p in chosen}, strip=strip)


def edited_sources(values: Mapping[Any, Any]) -> dict[str, bytes]:
    """Return what `apply_values` would write, by path; it writes nothing."""
    with lock:
        return {c.file.path: c.new for c in _changes(values)}


def apply_values(values: Mapping[Any, Any], *, strip: bool = False) -> list[Path]:
    """Write these values of parameters, whatever is in force; as `apply` does."""
    with lock:
        changes = [_stripped(c) if strip else c for c in _changes(values, unchanged=strip)]
        written = write_sources(
            {Path(c.file.path): c.old for c in changes}, {Path(c.file.path): c.new for c in changes}
        )
        for change in changes:
            change.done(stripped=strip)
        return written


def write_sources(old: Mapping[Path, bytes], new: Mapping[Path, bytes]) -> list[Path]:
    """Write files that are `old` now, all or none; return those that changed. Raises TracerError; then nothing is written."""
    root = project_root()
    written = {path: data for path, data in new.items() if data != old[path]}
    for path in written:
        require_writable(path, old[path], root)
    try:
        write_all(written, root / ".tracer", {path: old[path] for path in written})
    except OSError as error:
        raise TracerError(f"nothing was written: {error}") from error
    return list(written)


def diff_sources(old: Mapping[Path, bytes], new: Mapping[Path, bytes]) -> str:
    """Return what `write_sources` would change, as a unified diff."""
    root = project_root()
    return "".join(unified(_shown(os.fspath(p), root), old[p], new[p]) for p in new)


def without_marks(path: str, source: bytes) -> bytes:
    """Return a source without our marks and imports. Raises TracerError where that cannot be."""
    from rewriters.editing.strip import CannotStrip, strip

    try:
        return strip(source)
    except CannotStrip as error:
        raise TracerError(f"the marks of {path} cannot be removed: {error}") from None


def _chosen(params: Iterable[Parameter] | None) -> list[ParameterState]:
    if params is None:
        return [p for p in known_parameters() if p.changed]
    return list(params)


@dataclass(frozen=True, eq=False)
class _Change:
    """A file as it is on disk and as it is to be, and the values that are written to it."""

    file: ModuleFile
    old: bytes
    new: bytes
    values: dict[ParameterState, Any]

    def done(self, *, stripped: bool) -> None:
        """The file has been written."""
        if not stripped and self.new != self.file.current.data:
            self.file.written(self.new)
        for parameter, value in self.values.items():
            parameter.was_applied(value)


def _differs(parameter: ParameterState) -> bool:
    return parameter.changed or (parameter.has_source and parameter.known_value() is not UNSET)


def _changes(given: Mapping[Any, Any], *, unchanged: bool = False) -> list[_Change]:
    by_file: dict[str, dict[ParameterState, Any]] = {}
    for parameter, value in given.items():
        if parameter.has_source:
            by_file.setdefault(parameter.file.path, {})[parameter] = value
    out = []
    for path, values in by_file.items():
        wanted = {
            p: v for p, v in values.items() if v is not UNSET and not same(v, p.source_value())
        }
        if wanted or unchanged:
            out.append(_change(path, next(iter(values)).file, wanted))
    return out


def _change(path: str, file: ModuleFile, values: dict[ParameterState, Any]) -> _Change:
    data = _on_disk(path)
    version = file.current if data == file.current.data else _merged(file, data, values)
    _require_marks(version, path, values)
    edits = [_edit(p, v, version) for p, v in values.items()]
    new = Patch.of(data, [e for e in edits if e is not None]).apply(data)
    _verify(Version(file.module, path, new, version), values)
    return _Change(file, data, new, values)


def _on_disk(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except OSError as error:
        raise SpanConflict(f"{path} cannot be read any more: {error}") from error


def _merged(file: ModuleFile, data: bytes, values: dict[ParameterState, Any]) -> Version:
    """Find the spans again in a file that was changed by others; what they changed themselves is a conflict."""
    try:
        theirs = Version(file.module, file.path, data, file.current)
    except (SyntaxError, TracerError) as error:
        raise SpanConflict(f"{file.path} was changed and cannot be read: {error}") from error
    _require_marks(theirs, file.path, values)
    for parameter in values:
        mine, ident = file.current, parameter.id
        if _compared(mine, ident) != _compared(theirs, ident):
            line = theirs.marks[ident].value.line
            raise SpanConflict(
                f"{file.path}:{line}: the span of parameter {ident!r} was changed since it was read; nothing was "
                "written. Import the module anew, or undo the change there"
            )
    return theirs


def _require_marks(version: Version, path: str, values: Iterable[ParameterState]) -> None:
    for parameter in values:
        if parameter.id not in version.marks:
            raise SpanConflict(
                f"the mark of parameter {parameter.id!r} is gone from {path}, or was renamed, since it was read; import "
                "the module anew and change it there"
            )


def _compared(version: Version, ident: str) -> str:
    mark = version.marks[ident]
    if mark.form is Form.BODY:
        return definition_text(version.source, mark.value)
    return version.text(ident)


def _edit(parameter: ParameterState, value: Any, version: Version) -> Edit | None:
    """Return the edit that writes a value where the mark stands in this version of the file."""
    mark, source = version.marks[parameter.id], version.source
    first = same(value, parameter.first_value())
    if mark.form is Form.BODY:
        definition = Definition.parse(value)
        return Edit(*body_edit(source, mark.value, definition))
    old = source.cut(mark.value)
    if first:
        return Edit(mark.value, parameter.first_text())
    if mark.template:
        return Edit(mark.value, template_literal(value, old))
    setting = Setting(source.indentation(mark.value.line), source.unit, 88, source.encoding)
    try:
        return Edit(mark.value, literal(value, old, setting))
    except NotWritable as error:
        raise TracerError(f"parameter {parameter.id!r} ({parameter.where}): {error}") from None


def _verify(version: Version, values: dict[ParameterState, Any]) -> None:
    """Read what is to be written: it must say what it is meant to say."""
    for parameter, value in values.items():
        mark = version.marks.get(parameter.id)
        if mark is None or not _says(version, mark, value):
            raise TracerError(
                f"parameter {parameter.id!r} ({parameter.where}): {value!r:.80} cannot be written there"
            )


def _says(version: Version, mark: Mark, value: Any) -> bool:
    import ast

    from rewriters.editing.literals import evaluated
    from rewriters.editing.strings import template_text

    code = version.source.cut(mark.value)
    if mark.form is Form.BODY:
        text = definition_text(version.source, mark.value)
        new, old = Definition.parse(text).node.body, Definition.parse(value).node.body
        return [ast.dump(s) for s in new] == [ast.dump(s) for s in old]
    return same(template_text(code) if mark.template else evaluated(code), value)


def _stripped(change: _Change) -> _Change:
    new = without_marks(change.file.path, change.new)
    return _Change(change.file, change.old, new, change.values)


def _shown(path: str, root: Path) -> str:
    real = os.path.realpath(path)
    return Path(os.path.relpath(real, root)).as_posix() if Path(real).is_relative_to(root) else path
