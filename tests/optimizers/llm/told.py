"""What a graph tells of the calls of the stand-in's models."""

USAGE = {"prompt_tokens": 7, "reply_tokens": 3}
ASKED = [{"role": "user", "content": "ping"}]


def shown(run):
    """Return what the graph shows of the one call of a model in it."""
    (found,) = [llm for _, llm in run.slice().graph.nodes(data="llm") if llm]
    return found


def seconds_taken(llm):
    seconds = llm.pop("seconds")
    assert isinstance(seconds, float)
    assert 0 < seconds < 60
    return llm


ANSWERED = {"model": "x", "messages": ASKED, "reply": "echo ping", "usage": USAGE, "cost": None}
STREAMED = ANSWERED | {"reply": "Hello ping"}
