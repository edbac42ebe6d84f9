"""Several answers, one feedback: a minibatch."""

from optimizers import OptoPrime
from tracer import parameters, record, trace, trainable

from advice import model

word = trainable("so", name="word")


@trace(opaque=True)
def answer(word, question):
    return f"{question} {word}"


@trace
def joined(*answers):
    return "; ".join(answers)


optimizer = OptoPrime(parameters(__file__), llm=model)
questions = ["why", "how"]


@trace
def forward():
    answers = []
    for question in questions:
        answers.append(answer(word, question))
    return joined(*answers)


for _ in range(2):
    with record() as run:
        batch = forward()
    optimizer.zero_feedback()
    optimizer.backward(run, "say no")
    optimizer.step()
    print(batch)
