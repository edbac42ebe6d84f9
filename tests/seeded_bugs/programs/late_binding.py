"""Buttons of a form, each with its action."""

from layout import printed


def actions(names):
    made = {}
    for number, name in enumerate(names):
        made[name] = lambda: number * 10  # bug: `number` of the last turn
    return made


def caption(name):
    words = name.split("_")
    text = " ".join(words).capitalize()
    return f"[{text}]"


def layout(captions, width=24):
    rows, row = [], ""
    for one in captions:
        if len(row) + len(one) > width:
            rows.append(row)
            row = ""
        row += one
    rows.append(row)
    return rows


def keys(names):
    used = []
    for name in names:
        key = next(c for c in name if c not in used)
        used.append(key)
    return "".join(used)


def form(names, pressed):
    made = actions(names)
    captions = [caption(name) for name in names]
    rows = layout(captions)
    short = keys(names)
    result = made[pressed]()
    done = {"height": len(rows), "short": short, "result": result}
    done["page"] = printed("Buttons of a", done)
    return done
