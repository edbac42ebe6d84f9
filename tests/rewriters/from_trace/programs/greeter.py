"""An agent of two prompts, one of which is learned, and a function that is, too."""

from opto.optimizers import OptoPrime
from opto.trace import ExecutionError, bundle, model, node

from advice import model as advisor


def talk(instruction, query):
    """Stands for a language model: it does as it is told, if it is told to be short."""
    name = query.split()[-1].strip(".")
    return name if "only" in instruction else f"The name is {name}."


@model
class Greeter:
    """Greets people by their names."""

    def __init__(self):
        self.ask_name = node("Say the name.", name="ask_name", trainable=True)
        self.word = node("Hello")

    @bundle()
    def ask(self, instruction, query):
        """Asks the language model."""
        return talk(instruction, query)

    @bundle(trainable=True, description="[greet] puts the greeting together")
    def greet(self, word, name):
        """Return the greeting."""
        return word + name

    def __call__(self, query):
        return self.greet(self.word, self.ask(self.ask_name, query))


def train(agent, data, epochs=2):
    optimizer = OptoPrime(agent.parameters(), llm=advisor, objective="Greet by name.")
    for _ in range(epochs):
        for query, wanted in data:
            try:
                said = agent(query)
                right = said.eq(wanted)
                feedback = "Correct" if right else f"Incorrect: {said.data}"
            except ExecutionError as error:
                said = error.exception_node
                feedback = str(error.exception_node.data)
            print(feedback)
            optimizer.zero_feedback()
            optimizer.backward(said, feedback)
            optimizer.step()


greeter = Greeter()
train(greeter, [("I am Ann.", "Hello, Ann!")])
print(greeter("My name is Bob.").data)
print(greeter.ask_name.data)
