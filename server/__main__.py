"""`python -m server` is the same as the installed `gawahi` command."""

from server.cli import main

raise SystemExit(main())
