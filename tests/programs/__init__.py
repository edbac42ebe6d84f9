"""Random programs that end, and what can be seen of running one.

`program.generate(seed)` and the Hypothesis strategy `strategy.programs()` write programs;
`observe.observe(source, code_of)` runs one, and two observations are compared by `==`.
A program logs each step through its own `t`, which raises when there are too many. Whether and when an
object is finalised cannot be seen: generators are kept in the program and closed by its `main`.
"""
