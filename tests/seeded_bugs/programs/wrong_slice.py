"""Names for files, made from titles."""

from layout import printed


STOP = {"the", "a", "of"}


def words(title):
    kept = []
    for word in title.lower().split():
        if word not in STOP:
            kept.append(word)
    return kept


def stem(kept, most=3):
    chosen = kept[1:most]  # bug: from the first on
    return "-".join(chosen)


def ending(kind):
    endings = {"text": "txt", "table": "csv"}
    if kind in endings:
        return endings[kind]
    return "bin"


def folder(year):
    century = year // 100
    part = year % 100
    if part < 10:
        return f"{century}/0{part}"
    return f"{century}/{part}"


def target(title, kind, year):
    kept = words(title)
    where = folder(year)
    depth = where.count("/") + 1
    last = ending(kind)
    name = f"{stem(kept)}.{last}"
    size = len(where) + len(name)
    done = {"where": where, "depth": depth, "size": size, "name": name}
    done["page"] = printed("Names for files", done)
    return done
