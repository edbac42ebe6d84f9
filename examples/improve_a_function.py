"""Record a function, ask why its answer is what it is, learn from feedback, and see the change as a diff.

Run it from the folder of the project: `python examples/improve_a_function.py`. No language model is needed: `advice`
stands for one. With `OptoPrime(..., llm="provider/model")` a real one is asked.
"""

from optimizers import OptoPrime
from tracer import diff, parameters, record, trace, trainable

PRINTED: list[str] = []


@trace
def shipping(weight: float, *, express: bool) -> float:
    """Return what a parcel of so many kilograms costs, in euros."""
    base = trainable(4.0, name="base", bounds=(0.0, 20.0), description="euros for any parcel")
    per_kilo = trainable(2.5, name="per_kilo", bounds=(0.0, 5.0), description="euros a kilogram")
    PRINTED.append(f"parcel of {weight} kg")  # has no part in the price: no answer below shows it
    price = base + per_kilo * weight
    if express:
        price = price * 2
    return price


def advice(messages: list[dict[str, str]]) -> str:
    """Answer as a language model would, from what the question shows."""
    question = messages[-1]["content"]
    assert "too dear for heavy parcels" in question
    assert "per_kilo * weight" in question
    return (
        "<reasoning>The part that grows with the weight is too large.</reasoning>"
        "<variable><name>per_kilo</name><value>1.5</value></variable>"
    )


def main() -> None:
    """Show why, improve, show the diff."""
    with record() as run:
        price = shipping(10.0, express=False)
    print("shipping(10.0) =", price, "\n")
    print(run.why(), "\n")

    optimizer = OptoPrime(parameters(shipping), llm=advice)
    optimizer.backward(run, "too dear for heavy parcels: 19 would be right")
    step = optimizer.step()
    print("learned:", {p.name: value for p, value in step.applied.items()})
    print("shipping(10.0) =", shipping(10.0, express=False), "\n")
    print(diff(parameters(shipping)))


if __name__ == "__main__":
    main()
