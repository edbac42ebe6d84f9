"""The command line. What a command does not need, it does not load: programs start behind it."""
