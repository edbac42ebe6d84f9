"""Record two calls of a plain function and print what each of its expressions gave."""

from tracer import record, trace, trainable


@trace
def price(quantity: int) -> float:
    """Return what `quantity` pieces cost."""
    unit = trainable(4.0, bounds=(0.0, 10.0))
    total = quantity * unit
    if total > 100:
        total = total * 0.9
    return total


def main() -> None:
    """Print one line per event: where, which expression, which value."""
    for quantity in (10, 30):
        with record() as run:
            price(quantity)
        print(f"price({quantity}) == {run.output}, {len(run)} events")
        for e in run.events():
            first_line = e.site.code.splitlines()[0]
            print(f"{e.site.line:>4}  {first_line:<35} {e.value!r}")


if __name__ == "__main__":
    main()
