"""From a module's tree to the tree that records it: same values, same order, same places in tracebacks."""
