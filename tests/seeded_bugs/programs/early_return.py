"""Passwords: all rules must hold."""

from layout import printed


RULES = [("length", lambda s: len(s) >= 8), ("digit", lambda s: any(c.isdigit() for c in s))]


def holds(secret):
    for name, rule in RULES:
        if rule(secret):
            return True  # bug: after the first rule that holds
        else:
            return False
    return True


def hidden(secret):
    shown = secret[0]
    for _ in secret[1:]:
        shown += "*"
    return shown


def user(name):
    parts = []
    for part in name.split():
        parts.append(part[:3].lower())
    return ".".join(parts)


def host(user_name):
    groups = {"a": 1, "m": 2}
    first = user_name[0]
    return f"host{groups.get(first, 3)}"


def account(name, secret):
    login = user(name)
    where = host(login)
    mask = hidden(secret)
    size = len(mask) + len(where)
    done = {"login": login, "where": where, "size": size, "ok": holds(secret)}
    done["page"] = printed("Passwords", done)
    return done
