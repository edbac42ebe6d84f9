"""Search in a catalogue: all hits, the cheapest first."""

from layout import printed


BOOKS = [("Red Moon", 12), ("Blue Sea", 9), ("Old Moon", 7), ("Moonlight", 15)]


def matches(word):
    found = []
    for title, price in BOOKS:
        if word in title.lower():
            found.append((price, title))
            break  # bug: there may be more
    return found


def cleaned(query):
    word = query.strip().lower()
    for char in "?!.":
        word = word.replace(char, "")
    return word


def paging(count, size=2):
    pages = count // size
    if count % size:
        pages += 1
    return pages


def crumbs(word):
    path = ["home", "search"]
    path.append(word)
    text = " / ".join(path)
    return text.title()


def search(query):
    word = cleaned(query)
    trail = crumbs(word)
    depth = trail.count("/")
    found = sorted(matches(word))
    pages = paging(len(found))
    done = {"trail": trail, "depth": depth, "pages": pages}
    done["page"] = printed("Search in a", done)
    return done
