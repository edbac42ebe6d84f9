"""Random programs that end, and what can be seen of running one."""
