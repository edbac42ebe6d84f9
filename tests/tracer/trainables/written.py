"""A module with parameters of every kind that can be written."""

SOURCE = '''\
from tracer import trace, trainable

PROMPT = trainable("Say it.", name="prompt")
LONG = trainable("""first
second""")
FIELDS = {"a": 1, "b": trainable([1, 2], name="b")}

@trace(trainable=True)
def double(x):  # keep
    # and this
    """Twice."""
    if x:
        return x + x  # sum
    return 0


class Box:
\t@trace(trainable=True)
\tdef size(self): return 1

def template(who):
    return trainable(f'Hi {who}', name="t")
'''
