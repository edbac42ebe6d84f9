"""A seating plan."""

from layout import printed


NAMES = "abcdefgh"


def empty(rows, seats):
    plan = [["."] * seats] * rows  # bug: the same row, many times
    return plan


def place(code):
    row = NAMES.index(code[0])
    seat = int(code[1:]) - 1
    return row, seat


def book(plan, codes):
    booked = []
    for code in codes:
        row, seat = place(code)
        plan[row][seat] = "x"
        booked.append(code.upper())
    return booked


def free(plan):
    count = 0
    for row in plan:
        count += row.count(".")
    return count


def shown(plan):
    lines = []
    for name, row in zip(NAMES, plan):
        lines.append(name + " " + "".join(row))
    return "\n".join(lines)


def evening(codes):
    plan = empty(3, 4)
    booked = book(plan, codes)
    picture = shown(plan)
    width = max(len(line) for line in picture.splitlines())
    done = {"free": free(plan), "booked": booked, "width": width}
    done["page"] = printed("A seating plan", done)
    return done
