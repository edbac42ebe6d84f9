"""From programs written for Trace (trace-opt) to programs written for us."""
