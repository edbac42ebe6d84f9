"""Words by their first letters."""


def word_groups(words: list[str]) -> dict[str, list[str]]:
    """Return the words by their first letter in lower case, each group and the groups in alphabetical order."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(word)
    return {letter: sorted(groups[letter]) for letter in sorted(groups)}
