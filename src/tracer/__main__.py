"""`python -m tracer`."""

from tracer.cli.command import main

if __name__ == "__main__":
    main()
