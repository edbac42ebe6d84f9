"""The recording form of each kind of expression."""

from __future__ import annotations

import ast
from collections.abc import Callable

from rewriters import emit
from rewriters.instrument.path import Path
from rewriters.instrument.writer import Entry, ExpressionRule, Writer
from rewriters.reasons import Reason
from rewriters.templates import NOTHING, Action, RecordKind, Skip


_CHUNK = 8
"""The compiler builds larger displays piece by piece, and hashes as it goes."""


def keep(writer: Writer, node: ast.expr) -> ast.expr:
    """A constant: it is evaluated, nothing need be kept."""
    if writer.batching and writer.path is not None:
        if id(node) in writer.evidence:
            return writer.capture(node, node)
        writer.path.add(writer.find(node))
    return node


def load_name(writer: Writer, node: ast.expr) -> ast.expr:
    """A name is kept only where its last store on the tape may not tell its value."""
    assert isinstance(node, ast.Name)
    if node.id[:1] == "@" or not isinstance(node.ctx, ast.Load):
        return node
    if not writer.batching or writer.path is None:
        return writer.capture(node, node)
    if writer.moves(node.id) or id(node) in writer.evidence:
        return writer.capture(node, node)
    writer.path.add(writer.find(node))
    if writer.path.clauses is not None and not writer.scopes.module.fixed(node.id) and not _own_target(writer, node):
        return writer.hoist(node, node, keep=False)
    return node


def _own_target(writer: Writer, node: ast.Name) -> bool:
    """A comprehension's own targets are bound whenever it reads them."""
    return writer.scope is not None and node.id in writer.scope.bound


def operation(writer: Writer, node: ast.expr) -> ast.expr:
    """Any expression whose operands are all evaluated, in the order of the tree."""
    if any(isinstance(c, ast.Starred) for c in ast.iter_child_nodes(node)):
        return writer.capture(node, unmoved(writer, lambda: untracked(writer, node)))
    return writer.capture(node, untracked(writer, node))


def _field(writer: Writer, value: object) -> object:
    if isinstance(value, ast.expr):
        return writer.expr(value)
    if isinstance(value, list):
        return [writer.expr(v) if isinstance(v, ast.expr) else v for v in value]
    return value


def untracked(writer: Writer, node: ast.expr) -> ast.expr:
    """A part of an expression that is no value of its own: a slice, a star, a piece of an f-string."""
    new = {name: _field(writer, value) for name, value in ast.iter_fields(node)}
    return ast.copy_location(type(node)(**new), node)


def joined_text(writer: Writer, node: ast.expr) -> ast.expr:
    """An f-string formats each piece before it evaluates the next: nothing may be moved out of it."""
    assert isinstance(node, ast.JoinedStr)
    return writer.capture(node, unmoved(writer, lambda: untracked(writer, node)))


def dict_display(writer: Writer, node: ast.expr) -> ast.expr:
    """Keys and values are evaluated in pairs; `None` as key is `**`."""
    assert isinstance(node, ast.Dict)

    def write() -> ast.expr:
        pairs = [(writer.optional(k), writer.expr(v)) for k, v in zip(node.keys, node.values, strict=True)]
        return ast.copy_location(ast.Dict([k for k, _ in pairs], [v for _, v in pairs]), node)

    return writer.capture(node, unmoved(writer, write) if None in node.keys or len(node.keys) > _CHUNK else write())


def subscript(writer: Writer, node: ast.expr) -> ast.expr:
    """`value[slice]`; a tuple that holds slices is no value."""
    assert isinstance(node, ast.Subscript)
    value = writer.expr(node.value)
    new = ast.Subscript(value, index(writer, node.slice), node.ctx)
    return writer.capture(node, ast.copy_location(new, node))


def index(writer: Writer, node: ast.expr) -> ast.expr:
    """What stands between brackets."""
    if isinstance(node, ast.Tuple) and any(isinstance(e, ast.Slice) for e in node.elts):
        return ast.copy_location(ast.Tuple([writer.expr(e) for e in node.elts], node.ctx), node)
    return writer.expr(node)


def walrus(writer: Writer, node: ast.expr) -> ast.expr:
    """`(name := value)`."""
    assert isinstance(node, ast.NamedExpr)

    def write() -> ast.expr:
        value = writer.expr(node.value)
        if writer.batching and writer.path is not None:
            writer.path.add(writer.find(node.target), Action.STORE)
        return ast.copy_location(ast.NamedExpr(node.target, value), node)

    return writer.capture(node, write())


def boolean(writer: Writer, node: ast.expr) -> ast.expr:
    """`a and b`: the first operand is always evaluated, each other perhaps."""
    assert isinstance(node, ast.BoolOp)
    return writer.capture(node, unmoved(writer, lambda: _boolean(writer, node, _operand)))


def _boolean(writer: Writer, node: ast.BoolOp, write: ExpressionRule) -> ast.expr:
    first = write(writer, node.values[0])
    rest = [perhaps(writer, value, write) for value in node.values[1:]]
    return ast.copy_location(ast.BoolOp(node.op, [first, *rest]), node)


def _operand(writer: Writer, node: ast.expr) -> ast.expr:
    """An operand of `and` and `or`. The compiler goes through one inside another without asking twice for its truth."""
    if isinstance(node, ast.BoolOp):
        return _told_by_operands(writer, node, lambda: _boolean(writer, node, _operand))
    return writer.expr(node)


def _told_by_operands(writer: Writer, node: ast.expr, write: Callable[[], ast.expr]) -> ast.expr:
    """Write an expression whose own value is not kept, as keeping it would ask an operand's truth once more."""
    new = unmoved(writer, write)
    if not writer.batch:
        return writer.capture(node, new)
    if writer.batching and writer.path is not None:
        writer.path.add(writer.find(node))
    return new


def test(writer: Writer, node: ast.expr) -> ast.expr:
    """What decides a branch: the compiler jumps straight from the operands of `not`, `and`, `or`, `if`, `a < b < c`."""
    match node:
        case ast.UnaryOp(op=ast.Not()):
            return _told_by_operands(
                writer, node, lambda: ast.copy_location(ast.UnaryOp(node.op, test(writer, node.operand)), node)
            )
        case ast.BoolOp():
            return _told_by_operands(writer, node, lambda: _boolean(writer, node, test))
        case ast.IfExp():
            return _told_by_operands(writer, node, lambda: _conditional(writer, node, test))
        case ast.Compare() if len(node.ops) > 1:
            return _told_by_operands(writer, node, lambda: _compare(writer, node))
        case _:
            return writer.expr(node)


def conditional(writer: Writer, node: ast.expr) -> ast.expr:
    """`a if test else b`."""
    assert isinstance(node, ast.IfExp)
    return writer.capture(node, unmoved(writer, lambda: _conditional(writer, node, Writer.expr)))


def _conditional(writer: Writer, node: ast.IfExp, write: ExpressionRule) -> ast.expr:
    decision = test(writer, node.test)
    new = ast.IfExp(decision, perhaps(writer, node.body, write), perhaps(writer, node.orelse, write))
    return ast.copy_location(new, node)


def compare(writer: Writer, node: ast.expr) -> ast.expr:
    """`a < b < c`: from the second comparison on, an operand is evaluated perhaps."""
    assert isinstance(node, ast.Compare)
    if len(node.ops) == 1:
        return operation(writer, node)
    return writer.capture(node, unmoved(writer, lambda: _compare(writer, node)))


def _compare(writer: Writer, node: ast.Compare) -> ast.expr:
    left, first = writer.expr(node.left), writer.expr(node.comparators[0])
    rest = [perhaps(writer, n, Writer.expr) for n in node.comparators[1:]]
    return ast.copy_location(ast.Compare(left, node.ops, [first, *rest]), node)


def perhaps(writer: Writer, node: ast.expr, write: ExpressionRule) -> ast.expr:
    """An operand that may not be evaluated: what it surely evaluates first is kept, as evidence, reset to UNSET before."""
    path = writer.path
    if not writer.batching or path is None:
        return write(writer, node)
    first_step, first_slot, first_skip = len(path.steps), len(path.slots), len(path.skips)
    writer.evidence.add(id(_first_evaluated(node)))
    new = write(writer, node)
    if len(path.steps) == first_step:
        return new
    surely = _sure_slot(path, first_slot, first_skip)
    if surely is None:
        surely = len(path.slots)
        temp = path.temp()
        path.keep(temp)
        new = emit.place(emit.walrus(temp, new), node)
    path.resets += [s.local for s in path.slots[first_slot:] if s.local[:1] == "@"]
    path.skips.append(Skip(surely, first_step, len(path.steps)))
    return new


def _first_evaluated(node: ast.expr) -> ast.expr:
    while True:
        match node:
            case ast.BoolOp():
                node = node.values[0]
            case ast.IfExp():
                node = node.test
            case ast.UnaryOp(op=ast.Not()):
                node = node.operand
            case ast.Compare():
                node = node.left
            case _:
                return node


def _sure_slot(path: Path, first_slot: int, first_skip: int) -> int | None:
    """Return the first slot of an operand that no operand inside it may skip."""
    inner = path.skips[first_skip:]
    for number in range(first_slot, len(path.slots)):
        if not any(s.first <= path.slots[number].step < s.last for s in inner):
            return number
    return None


def call(writer: Writer, node: ast.expr) -> ast.expr:
    """A call: the user's own frame makes it. Its bound method is not kept, so that it need not be made."""
    assert isinstance(node, ast.Call)
    starred = any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords)
    if isinstance(node.func, ast.Name) and node.func.id == "super":
        return unmoved(writer, lambda: _super(writer, node))
    if starred and writer.batching and writer.path is not None and writer.path.clauses is not None:
        return writer.capture(node, unmoved(writer, lambda: _call(writer, node)))
    return writer.capture(node, _call(writer, node))


def _call(writer: Writer, node: ast.Call) -> ast.Call:
    path = writer.path
    function: ast.expr
    if isinstance(node.func, ast.Attribute):
        attribute = node.func
        function = ast.copy_location(ast.Attribute(writer.expr(attribute.value), attribute.attr, emit.LOAD), attribute)
        if path is not None and writer.batching:
            path.add(writer.find(attribute))
            if path.clauses is not None and (node.args or node.keywords):
                function = writer.hoist(attribute, function, keep=False)
    else:
        function = writer.expr(node.func)
    args = writer.exprs(node.args)
    keywords = [ast.copy_location(ast.keyword(k.arg, writer.expr(k.value)), k) for k in node.keywords]
    new = ast.copy_location(ast.Call(function, args, keywords), node)
    if writer.batching and path is not None:
        entry = writer.entry(node)
        if entry is Entry.ANY:
            _mark_before(writer, new)
            path.called = True
        path.entered = path.entered or entry is not Entry.NONE
    return new


def _mark_before(writer: Writer, new: ast.Call) -> None:
    """Put the mark, if one is needed, behind the last operand: all that is left then is the call itself."""
    mark = writer.mark(new)
    if mark is None:
        return
    if new.keywords:
        new.keywords[-1].value = emit.place(_then(new.keywords[-1].value, mark), new)
    elif new.args and isinstance(new.args[-1], ast.Starred):
        new.args[-1].value = emit.place(_then(new.args[-1].value, mark), new)
    elif new.args:
        new.args[-1] = emit.place(_then(new.args[-1], mark), new)
    elif isinstance(new.func, ast.Attribute):
        new.func.value = emit.place(_then(new.func.value, mark), new)
    else:
        new.func = emit.place(_then(new.func, mark), new)


def _then(value: ast.expr, mark: ast.expr) -> ast.expr:
    """`value`, then the mark; a plain name may as well be read after it."""
    if isinstance(value, (ast.Name, ast.Constant)):
        return emit.after(mark, value)
    return emit.first_of(value, mark)


def _super(writer: Writer, node: ast.Call) -> ast.expr:
    """Left literal: the compiler must see it to give it its cell."""
    if writer.batching and writer.path is not None:
        writer.path.add(writer.find(node.func))
    args = writer.exprs(node.args)
    keywords = [ast.copy_location(ast.keyword(k.arg, writer.expr(k.value)), k) for k in node.keywords]
    if writer.batching and writer.path is not None:
        writer.path.add(writer.find(node))
    return ast.copy_location(ast.Call(node.func, args, keywords), node)


def suspension(writer: Writer, node: ast.expr) -> ast.expr:
    """`yield`, `yield from`, `await` inside an expression: what waits is written before; after, that the frame goes on."""
    path = writer.path
    if path is None or not path.token or not writer.batching or path.clauses is not None:
        return _suspension_in_place(writer, node)
    captured = writer.capture(node, suspended(writer, node))
    asked = emit.call(writer.ask_again(), *writer.resume().args)
    return emit.place(emit.first_of(captured, asked), node)


def _suspension_in_place(writer: Writer, node: ast.expr) -> ast.expr:
    assert isinstance(node, (ast.Yield, ast.YieldFrom, ast.Await))
    new = ast.copy_location(type(node)(writer.optional(node.value)), node)  # type: ignore[arg-type]  # `yield` may have none
    if writer.path is None or not writer.path.token:
        return writer.capture(node, new)
    return writer.resumed_in_place(node, new)


def suspended(writer: Writer, node: ast.expr, *, dropped: bool = False) -> ast.expr:
    """Write what waits, then suspend. `dropped`: nobody uses the value that comes back."""
    assert isinstance(node, (ast.Yield, ast.YieldFrom, ast.Await))
    value = writer.optional(node.value)
    kind = RecordKind.SUSPEND if isinstance(node, ast.Yield) else RecordKind.DELEGATE
    if dropped and writer.path is not None:
        kind = RecordKind.YIELD
        writer.path.add(writer.find(node))
    elif kind is RecordKind.DELEGATE and value is not None:
        value = rooted(writer, value)
    value = value if value is not None else ast.copy_location(ast.Constant(None), node)
    return ast.copy_location(type(node)(writer.flush_inside(value, node, kind)), node)


def lambda_(writer: Writer, node: ast.expr) -> ast.expr:
    """A lambda is a function of one expression: two bodies, one of which records."""
    assert isinstance(node, ast.Lambda)
    defaults = writer.exprs(node.args.defaults)
    kw_defaults = [writer.optional(d) for d in node.args.kw_defaults]
    args = ast.arguments(
        node.args.posonlyargs, node.args.args, node.args.vararg, node.args.kwonlyargs, kw_defaults, node.args.kwarg, defaults
    )
    scope, site = writer.scopes[node], writer.find(node)
    if site is None or scope.suspends:
        body = node.body
        if site is not None:
            writer.opaque.append((site, Reason.LAMBDA_THAT_SUSPENDS))
    elif not writer.batch or writer.no_walrus or scope.reflective or (writer.path is not None and writer.path.clauses is not None):
        with writer.entered(node, site, None):
            writer.no_walrus += 1
            body = _observed_lambda(writer, node, site, writer.expr(node.body))
    else:
        path = Path(site, scope)
        with writer.entered(node, site, path):
            writer.no_walrus = 0
            body = _recorded_lambda(writer, node, path)
    return writer.capture(node, ast.copy_location(ast.Lambda(args, body), node))


def _observed_lambda(writer: Writer, node: ast.Lambda, site: int, body: ast.expr) -> ast.expr:
    """Where no walrus may stand: entry and exit by calls."""
    enter = emit.call(emit.helper("enter"), writer.templates.add(RecordKind.ENTER, site))
    leave = emit.call(emit.helper("exit"), writer.templates.add(RecordKind.EXIT, site, (), (NOTHING,)), body)
    return emit.place(emit.after(enter, leave), node.body)


def _recorded_lambda(writer: Writer, node: ast.Lambda, path: Path) -> ast.expr:
    enter = emit.call(emit.name(emit.EXTEND), emit.tuple_of([writer.templates.add(RecordKind.ENTER, path.function)]))
    for formal in formal_nodes(node.args):
        path.add(writer.find(formal), Action.STORE)
        path.wait_for(formal.arg)
    body = writer.flush_inside(rooted(writer, writer.expr(node.body)), node.body, RecordKind.EXIT)
    first: list[ast.expr] = [enter]
    first += [ast.Compare(emit.walrus(t, emit.helper("unset")), [ast.Is()], [emit.constant(None)]) for t in path.resets]
    recording = ast.BoolOp(ast.Or(), [*first, body])
    return emit.place(ast.IfExp(emit.not_recording(), node.body, recording), node.body)


def rooted(writer: Writer, new: ast.expr) -> ast.expr:
    """What a frame returns is always kept, a name or a constant too."""
    path = writer.path
    assert path is not None
    if isinstance(new, ast.NamedExpr) and new.target.id[:1] == "@":
        return new
    temp = path.temp()
    path.keep(temp)
    return emit.place(emit.walrus(temp, new), new)


def unmoved(writer: Writer, write: Callable[[], ast.expr]) -> ast.expr:
    """Write an expression out of which nothing may be moved: in a comprehension, each value by a call of its own."""
    if writer.path is None or writer.path.clauses is None:
        return write()
    writer.no_walrus += 1
    try:
        return write()
    finally:
        writer.no_walrus -= 1


def formal_nodes(args: ast.arguments) -> list[ast.arg]:
    """Return a function's formals, in the order its code holds them."""
    return [*args.posonlyargs, *args.args, *args.kwonlyargs, *(a for a in (args.vararg, args.kwarg) if a)]

