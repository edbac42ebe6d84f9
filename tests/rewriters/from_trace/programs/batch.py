"""Several answers, one feedback: a minibatch."""

from opto.optimizers import OptoPrime
from opto.trace import bundle, node

from advice import model

word = node("so", name="word", trainable=True)


@bundle()
def answer(word, question):
    return f"{question} {word}"


@bundle(allow_external_dependencies=True)
def joined(*answers):
    return "; ".join(answers)


optimizer = OptoPrime([word], llm=model)
questions = ["why", "how"]
for _ in range(2):
    answers = []
    for question in questions:
        answers.append(answer(word, question))
    batch = joined(*answers)
    optimizer.zero_feedback()
    optimizer.backward(batch, "say no")
    optimizer.step()
    print(batch.data)
