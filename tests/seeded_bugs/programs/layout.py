"""Pages of text that the programs make of their results."""


def printed(title, facts, width=36):
    lines = [framed(title, width)]
    for name, value in facts.items():
        lines.extend(wrapped(f"{name}: {value}", width))
    lines.append(footer(lines, width))
    return "\n".join(lines)


def framed(title, width):
    text = f" {title.upper()} "
    room = width - len(text)
    left = room // 2
    return "=" * left + text + "=" * (room - left)


def wrapped(text, width):
    lines, line = [], ""
    for word in text.split():
        if not line:
            line = word
        elif len(line) + 1 + len(word) <= width:
            line += " " + word
        else:
            lines.append(line)
            line = "  " + word
    lines.append(line)
    return lines


def footer(lines, width):
    count = 0
    for line in lines:
        count += len(line)
    text = f"{len(lines)} lines, {count} characters, {checksum(lines)}"
    return text.rjust(width)


def checksum(lines):
    total = 7
    for line in lines:
        for char in line:
            total = (total * 31 + ord(char)) % 9973
    code = ""
    while total:
        total, digit = divmod(total, 16)
        code = "0123456789abcdef"[digit] + code
    return code
