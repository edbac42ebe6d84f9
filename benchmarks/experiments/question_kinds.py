"""Six kinds of questions, as those of Big-Bench Hard are made up; words and numbers are drawn, answers computed."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

Pair = tuple[str, str]
_NUMBERS = ("no", "a", "two", "three", "four", "five", "six")
_GROUPS = {
    "fruits": "apple banana peach plum orange mango fig pear".split(),
    "vegetables": "carrot onion cabbage turnip leek pumpkin radish beet".split(),
    "animals": "cat goat duck rabbit donkey snail frog bear".split(),
    "musical instruments": "flute drum piano violin trumpet harp clarinet guitar".split(),
    "pieces of furniture": "chair table lamp bed stool bookcase bench cupboard".split(),
}
_WORDS = (
    "anchor basket candle desert engine feather garden hammer island jacket kettle ladder marble needle orchard pencil "
    "quarry ribbon saddle timber umbrella velvet window yellow zipper autumn bridge copper dragon elbow forest glacier "
    "harbor insect jungle kitchen lemon mirror nephew oyster pepper quilt rocket shovel thunder uncle valley whistle"
).split()
_PEOPLE = "Ada Ben Cleo Dan Eve Finn Gus".split()
_GIFTS = "red ball,blue book,green hat,white cup,black pen,pink scarf,brown bag".split(",")
_STEPS = {
    "yesterday": -1,
    "tomorrow": 1,
    "10 days ago": -10,
    "a week ago": -7,
    "a week from today": 7,
}


def object_counting(chance: random.Random) -> Pair:
    """Count the things of one group among those of two."""
    asked, other = chance.sample(list(_GROUPS), 2)
    inside = chance.sample(_GROUPS[asked], chance.randint(2, 4))
    things = inside + chance.sample(_GROUPS[other], chance.randint(1, 3))
    chance.shuffle(things)
    numbers = {thing: chance.choices((1, 2, 3, 4), (4, 2, 1, 1))[0] for thing in things}
    listed = [_amount(numbers[thing], thing) for thing in things]
    text = f"I have {', '.join(listed[:-1])}, and {listed[-1]}. How many {asked} do I have?"
    return text, str(sum(numbers[thing] for thing in inside))


def _amount(number: int, thing: str) -> str:
    if number > 1:
        plural = f"{thing}es" if thing.endswith(("ch", "x", "sh")) else f"{thing}s"
        return f"{_NUMBERS[number]} {plural}"
    return f"{'an' if thing[0] in 'aeiou' else 'a'} {thing}"


def word_sorting(chance: random.Random) -> Pair:
    """Sort words by the alphabet."""
    words = chance.sample(_WORDS, chance.randint(3, 7))
    return f"Sort the following words alphabetically: List: {' '.join(words)}", " ".join(
        sorted(words)
    )


def boolean_expressions(chance: random.Random) -> Pair:
    """Evaluate an expression of constants, `not`, `and`, `or` and parentheses."""
    text = _boolean(chance, depth=2)
    return f"{text} is", str(bool(eval(text)))  # of our own making


def _boolean(chance: random.Random, depth: int) -> str:
    if depth == 0:
        return ("not " if chance.random() < 0.4 else "") + chance.choice(("True", "False"))
    parts = [_boolean(chance, depth - 1) for _ in range(2)]
    text = f" {chance.choice(('and', 'or'))} ".join(parts)
    if chance.random() < 0.5:
        return ("not " if chance.random() < 0.4 else "") + f"( {text} )"
    return text


def multistep_arithmetic(chance: random.Random) -> Pair:
    """Compute a difference, sum or product of two bracketed terms."""
    left, right = _term(chance), _term(chance)
    text = f"(({left}) {chance.choice('+-*')} ({right}))"
    return f"{text} =", str(eval(text))  # of our own making


def _term(chance: random.Random) -> str:
    text = str(chance.randint(-9, 9))
    for _ in range(chance.randint(1, 3)):
        text += f" {chance.choice('+-*')} {chance.randint(-9, 9)}"
    return text


def date_understanding(chance: random.Random) -> Pair:
    """Find a date some days from one that is told."""
    today = date(2001, 1, 1) + timedelta(days=chance.randrange(8000))
    asked = chance.choice(list(_STEPS))
    wanted = today + timedelta(days=_STEPS[asked])
    wrong = {wanted + timedelta(days=n) for n in (-31, -11, -2, -1, 1, 2, 9, 30, 365)} - {wanted}
    options = [wanted, *chance.sample(sorted(wrong), 4)]
    text = f"{_told(today, chance)} What is the date {asked} in MM/DD/YYYY?"
    return _with_options(chance, text, [f"{day:%m/%d/%Y}" for day in options])


def _told(today: date, chance: random.Random) -> str:
    """Return a sentence that gives today's date away."""
    before = today - timedelta(days=1)
    sentences = [
        f"Today is {today:%B} {today.day}, {today.year}.",
        f"Yesterday was {before:%B} {before.day}, {before.year}.",
        f"It is {today:%m/%d/%Y} today.",
        f"Two days from now it will be {today + timedelta(days=2):%m/%d/%Y}.",
    ]
    return chance.choice(sentences)


def tracking_shuffled_objects(chance: random.Random) -> Pair:
    """Say what somebody holds after some swaps."""
    people = chance.sample(_PEOPLE, 3)
    held = dict(zip(people, chance.sample(_GIFTS, 3), strict=True))
    first = ", ".join(f"{person} has a {gift}" for person, gift in held.items())
    swaps = []
    for _ in range(3):
        one, other = chance.sample(people, 2)
        held[one], held[other] = held[other], held[one]
        swaps.append(f"{one} and {other} swap what they have.")
    asked = chance.choice(people)
    text = f"At the start, {first}. {' '.join(swaps)} At the end, what does {asked} have?"
    gifts = [held[asked], *(gift for person, gift in held.items() if person != asked)]
    return _with_options(chance, text, [f"a {gift}" for gift in gifts])


def _with_options(chance: random.Random, text: str, options: list[str]) -> Pair:
    """Append options in random order; the first one is right."""
    right = options[0]
    chance.shuffle(options)
    lines = [f"({letter}) {option}" for letter, option in zip("ABCDEFG", options, strict=False)]
    return "\n".join([text, "Options:", *lines]), lines[options.index(right)][:3]


KINDS: dict[str, Callable[[random.Random], Pair]] = {
    make.__name__: make
    for make in (
        object_counting,
        word_sorting,
        boolean_expressions,
        multistep_arithmetic,
        date_understanding,
        tracking_shuffled_objects,
    )
}
