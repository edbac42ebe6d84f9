"""An agent of two prompts and one function, taught by being told what it should have said.

`TRACER_MODEL=provider/model python examples/greeting_agent.py` asks a model, which needs `pip install 'spangrad[llm]'`.
"""

from collections.abc import Callable
from typing import Any

from optimizers import LLM, OptoPrime
from tracer import diff, model, parameters, record, trace, trainable

TALKS = [("Hola, soy Juan.", "Hola, Juan!"), ("Hello, I am Bob.", "Hello, Bob!")]


@model
class GreetingAgent:
    """Greets people in their language, by their name."""

    def __init__(self, llm: Callable[..., Any]) -> None:
        self.llm = llm
        self.language = trainable("Which language is this?", name="language")
        self.name = trainable("Reply with the name of the person, and nothing else.", name="name")

    def __call__(self, query: str) -> str:
        """Return the greeting."""
        language = self.ask(self.language, query)
        return self.greet(language, self.ask(self.name, query))

    def ask(self, instruction: str, query: str) -> str:
        """Ask the language model."""
        messages = [{"role": "system", "content": instruction}, {"role": "user", "content": query}]
        reply: str = self.llm(messages)
        return reply

    @trace(trainable=True, description="the greeting in that language")
    def greet(self, language: str, name: str) -> str:
        """Return the greeting."""
        word = "Hola"
        return f"{word}, {name}!"


def learn(agent: GreetingAgent, llm: Callable[..., Any] | LLM, epochs: int = 3) -> bool:
    """Teach the agent, one step for each talk that went wrong. Returns whether it knows them all."""
    optimizer = OptoPrime(parameters(agent), llm=llm, isolation="none")
    for _ in range(epochs):
        for query, wanted in TALKS:
            with record() as run:
                said = agent(query)
            if said == wanted:
                continue
            optimizer.zero_feedback()
            optimizer.backward(run, f"Incorrect: it said {said!r} and should say {wanted!r}")
            optimizer.step()
    return all(agent(query) == wanted for query, wanted in TALKS)


def main() -> None:
    """Teach it, show the change."""
    agent = GreetingAgent(LLM(role="task"))
    print("taught" if learn(agent, LLM(role="optimizer")) else "not taught")
    print(diff(parameters(agent)))


if __name__ == "__main__":
    main()
