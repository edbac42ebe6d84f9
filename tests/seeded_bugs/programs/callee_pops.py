"""Settings of a service."""

from layout import printed


KNOWN = {"host", "port", "debug"}


def parse(text):
    settings = {}
    for line in text.splitlines():
        key, value = line.split("=")
        settings[key.strip()] = value.strip()
    return settings


def unknown(settings):
    names = []
    for name in settings:
        if name not in KNOWN:
            names.append(name)
    return names


def address(settings):
    host = settings.get("host", "localhost")
    port = settings.pop("port", "80")  # bug: looks by taking it away
    return f"{host}:{port}"


def banner(settings):
    words = []
    for name in sorted(settings):
        words.append(name.upper())
    return "/".join(words)


def start(text):
    settings = parse(text)
    strange = unknown(settings)
    where = address(settings)
    line = banner(settings)
    secure = settings.get("port", "80") == "443"
    done = {"strange": strange, "where": where, "line": len(line), "secure": secure}
    done["page"] = printed("Settings of a", done)
    return done
