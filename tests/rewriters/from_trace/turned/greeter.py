"""An agent of two prompts, one of which is learned, and a function that is, too."""

from optimizers import OptoPrime
from tracer import model, parameters, record, trace, trainable

from advice import model as advisor


def talk(instruction, query):
    """Stands for a language model: it does as it is told, if it is told to be short."""
    name = query.split()[-1].strip(".")
    return name if "only" in instruction else f"The name is {name}."


@model
class Greeter:
    """Greets people by their names."""

    def __init__(self):
        self.ask_name = trainable("Say the name.", name="ask_name")
        self.word = "Hello"

    @trace(opaque=True)
    def ask(self, instruction, query):
        """Asks the language model."""
        return talk(instruction, query)

    @trace(trainable=True, description="puts the greeting together")
    def greet(self, word, name):
        """Return the greeting."""
        return word + name

    def __call__(self, query):
        return self.greet(self.word, self.ask(self.ask_name, query))


def train(agent, data, epochs=2):
    optimizer = OptoPrime(parameters(agent), llm=advisor, objective="Greet by name.", isolation="none")
    for _ in range(epochs):
        for query, wanted in data:
            try:
                with record() as run:
                    said = agent(query)
                right = said == wanted
                feedback = "Correct" if right else f"Incorrect: {said}"
            except Exception as error:
                said = error
                feedback = str(f"({type(error).__name__}) {error}")
            print(feedback)
            optimizer.zero_feedback()
            optimizer.backward(run, feedback)
            optimizer.step()


greeter = Greeter()
train(greeter, [("I am Ann.", "Hello, Ann!")])
print(greeter("My name is Bob."))
print(greeter.ask_name)
