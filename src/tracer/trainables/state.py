"""What a parameter is and holds: its mark and options, its source, its value in this process."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from rewriters.editing.bodies import definition_text
from rewriters.editing.literals import Unknown, evaluated, same
from rewriters.editing.strings import template_text
from rewriters.marked import Form, Mark
from tracer.errors import TracerError
from tracer.live import UNSET, Cell, cell_at, move_cell
from tracer.marking import Constraint, MarkOptions, TraceOptions
from tracer.trainables import fields
from tracer.trainables.kinds import Kind, annotated_type, kind_of
from tracer.trainables.module_files import ModuleFile, Version


class FileSpan(NamedTuple):
    """Where a parameter stands in its file as that is known now. Start and end: line from 1, column in bytes from 0."""

    file: str
    start: tuple[int, int]
    end: tuple[int, int]


class Tried(NamedTuple):
    """A value that was set, and its score where one is known."""

    value: Any
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Rebound:
    """What `set` did: the places that hold the new value now, and those that could not be followed."""

    rebound: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()


class ParameterState:
    """A trainable span of source, and what is known of it.

    `value` is that of this context's overlay, else what was set, else the source's. `history`: what was set so far.
    `forbidden_imports`, `max_characters`: what new code may not import, and how long it may be. `owner`: the object of
    which it is an attribute, where it is no span.
    """

    owner: object = UNSET
    attribute = ""

    def __init__(self, ident: str, file: ModuleFile) -> None:
        self.id = ident
        self.name = ident.rsplit(":", 1)[1]
        self.file = file
        self.history: list[Tried] = []
        self.forbidden_imports: Collection[str] = ()
        self.max_characters = 100_000
        self.mark: Mark = file.loaded.marks[ident]
        self.cell: Cell = cell_at(self._place(self.mark))
        self._after_load()

    def __repr__(self) -> str:
        return f"<Parameter {self.id}: {self.kind}>"

    def _place(self, mark: Mark) -> tuple[str, int, int, int, int]:
        span = mark.whole
        return self.file.path, span.line, span.end_line, span.col, span.end_col

    def _after_load(self) -> None:
        self._first: Version = self.file.loaded
        self._applied: Any = UNSET
        if self.mark.template:
            self.cell.render = fields.render

    def load_again(self) -> None:
        """The file was loaded again: the mark may stand elsewhere, and its source is the new one."""
        self.mark = self.file.loaded.marks[self.id]
        self.cell = move_cell(self._place(self.mark), self.cell)
        self._after_load()

    # ------------------------------------------------------------------ what it is

    @property
    def options(self) -> MarkOptions | TraceOptions:
        """What the mark says of the value; what is no literal is known once the mark was evaluated."""
        if self.cell.options is not None:
            known: MarkOptions | TraceOptions = self.cell.options
            return known
        kind = TraceOptions if self.mark.form is Form.BODY else MarkOptions
        given = {k: v for k, v in self.mark.options.items() if k in kind._fields}
        return kind(**given)

    @property
    def unread_options(self) -> tuple[str, ...]:
        """The options of its mark that are not known before the mark was evaluated, as they are no literals."""
        return () if self.cell.options is not None else self.mark.unread

    @property
    def description(self) -> str | None:
        """What it is for."""
        return self.options.description

    @property
    def constraint(self) -> Constraint | None:
        """What must stay true of it: text for a model, or a pattern or function that is checked."""
        return self.options.constraint

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The least and the largest number allowed."""
        return self._mark_options.bounds

    @property
    def choices(self) -> tuple[Any, ...] | None:
        """The values allowed."""
        given = self._mark_options.choices
        if given is None:
            return (False, True) if self.kind is Kind.CHOICE else None
        return tuple(given)

    @property
    def must_contain(self) -> Sequence[str]:
        """Texts that every new value keeps."""
        return self._mark_options.must_contain

    @property
    def _mark_options(self) -> MarkOptions:
        options = self.options
        return options if isinstance(options, MarkOptions) else MarkOptions()

    @property
    def options_say_per_instance(self) -> bool:
        """Is it a parameter of each object, not of its class?"""
        return self._mark_options.per_instance

    @property
    def kind(self) -> Kind:
        """One of `text`, `number`, `choice`, `code`, `value`."""
        if self.mark.form is Form.BODY:
            return Kind.CODE
        if self.mark.template:
            return Kind.TEXT
        known = self.known_value()
        return Kind.VALUE if known is UNSET else kind_of(known, self._mark_options.choices)

    @property
    def annotation(self) -> Any:
        """The type its target is annotated with, `Any` where there is none or it cannot be told."""
        return annotated_type(self.mark.annotation, self.file.namespace)

    @property
    def has_source(self) -> bool:
        """Does it stand in a file?"""
        return True

    @property
    def span(self) -> FileSpan:
        """Where it stands in the file as that is known now."""
        span = self._now.value
        return FileSpan(self.file.path, (span.line, span.col), (span.end_line, span.end_col))

    @property
    def where(self) -> str:
        """`file:line:col`, for messages."""
        mark = self.file.current.marks.get(self.id, self.mark)
        return f"{self.file.path}:{mark.value.line}:{mark.value.col}"

    @property
    def _now(self) -> Mark:
        mark = self.file.current.marks.get(self.id)
        if mark is None:
            raise TracerError(f"the mark of parameter {self.id!r} is gone from {self.file.path}")
        return mark

    @property
    def source(self) -> str:
        """The text of its span, as last applied; of code the whole definition, dedented."""
        if self.mark.form is Form.BODY:
            return definition_text(self.file.current.source, self._now.value)
        return self.file.current.text(self.id)

    # ------------------------------------------------------------------ what it holds

    @property
    def value(self) -> Any:
        """The value in this context. Raises TracerError if its source must be run to know it and never was."""
        known = self.known_value()
        if known is UNSET:
            raise TracerError(
                f"the value of parameter {self.id!r} ({self.where}) is not known: `{self.source:.60}` is no literal "
                "and was never evaluated; run the code around it first"
            )
        return known

    def known_value(self) -> Any:
        """Return the value, or UNSET where it is not known."""
        chosen = self.cell.chosen()
        return self.source_value() if chosen is UNSET else chosen

    def source_value(self) -> Any:
        """Return the value of the source as last applied, or UNSET where it is not known."""
        if self._applied is not UNSET:
            return self._applied
        return self.first_value()

    def first_value(self) -> Any:
        """Return the value that the source gave when it was loaded, or UNSET."""
        version, mark = self._first, self._first.marks[self.id]
        if mark.form is Form.BODY:
            return definition_text(version.source, mark.value)
        code = version.source.cut(mark.value)
        if mark.template:
            return template_text(code)
        value = evaluated(code)
        return self.cell.seen if value is Unknown else value

    def first_text(self) -> str:
        """Return the span's text when it was loaded."""
        return self._first.text(self.id)

    @property
    def changed(self) -> bool:
        """Was something else set than the source says, as last applied?"""
        return self.cell.new is not UNSET and not same(self.cell.new, self.source_value())

    def was_applied(self, value: Any) -> None:
        """The source says `value` from now on; what runs here was loaded before."""
        self._applied = value
