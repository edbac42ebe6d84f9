"""A counter of visits, and pages built from it."""

from layout import printed


state = {"visits": 0, "pages": []}


def visit(page):
    state["visits"] += 1
    state["pages"].append(page)


def render(page):
    text = f"<h1>{page.title()}</h1>"
    state["visits"] = 0  # bug: left over from a trial
    return text


def menu():
    links = []
    for page in sorted(set(state["pages"])):
        links.append(f"[{page}]")
    return "".join(links)


def size(texts):
    total = 0
    for text in texts:
        total += len(text)
    return total


def footer(year):
    decade = year // 10 * 10
    return f"since the {decade}s"


def browse(pages):
    texts = []
    for page in pages:
        texts.append(render(page))
        visit(page)
    links = menu()
    weight = size(texts) + len(footer(1998))
    done = {"links": links, "weight": weight, "visits": state["visits"]}
    done["page"] = printed("A counter of", done)
    return done
