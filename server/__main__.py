"""`python -m server` is the same as the installed `gawahi` command."""

from server.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
