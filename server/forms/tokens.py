"""Cuts an XLSForm expression into tokens, and forgives what spreadsheets do to quotation marks. Judges nothing."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<ref>\$\{\s*[^}]+?\s*\})|(?P<text>'[^']*'|"[^"]*")|(?P<number>\d+(?:\.\d*)?|\.\d+)
    |(?P<op>!=|<=|>=|//|\.\.|[=<>|+*/()\[\],@.-])|(?P<name>[A-Za-z_][\w.-]*(?::[\w-]+)?))""",
    re.VERBOSE,
)
_TYPOGRAPHIC: Final = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})


class Token(NamedTuple):
    """``kind``: ref, text, number, op, name or end."""

    kind: str
    text: str


END: Final = Token("end", "the end")


def tokens(source: str) -> list[Token]:
    """Raises ValueError with the place that cannot be read."""
    source = source.replace("\u00a0", " ").strip()
    found: list[Token] = []
    at = 0
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None or match.lastgroup is None:
            raise ValueError(f"cannot read {source[at : at + 12]!r}")
        found.append(Token(match.lastgroup, match.group(match.lastgroup)))
        at = match.end()
    return found


def straightened(source: str) -> str:
    """With the quotation marks that a word processor bent made straight; the same if it can be read as it stands."""
    try:
        tokens(source)
    except ValueError:
        return source.translate(_TYPOGRAPHIC)
    return source
