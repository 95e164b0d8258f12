"""Gawahi: a relay that can read nothing, and a desk that can; see PROTOCOL.md and the code map in README.md."""

__version__ = "0.1.0"
