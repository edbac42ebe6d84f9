"""Random programs with inputs, and what changing each input does to their output: the oracle for slices."""
