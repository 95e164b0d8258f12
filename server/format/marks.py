"""The marks that a phone puts on texts before it seals (PROTOCOL section 24): where names may stand, and no name.

A text that no mark speaks of was changed after the phone saw it, or never seen: then nobody knows, and it stays inside.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Final

from server.format.spelling import Span

FIELD: Final = "gw_marks"
_HASH_BYTES: Final = 8
_LINE: Final = re.compile(r"([0-9a-f]{16})((?: \d{1,7}-\d{1,7})*)")


def marked(text: str, lines: Sequence[str]) -> tuple[Span, ...] | None:
    """Where to redact ``text``; empty if the phone found nothing; None if nothing is known of this text.

    ``lines``: the value of the field. Lines that are no marks, or that point outside the text, are as if not there.
    """
    named = hashlib.sha256(text.encode()).digest()[:_HASH_BYTES].hex()
    found: set[Span] = set()
    known = False
    for line in lines:
        match = _LINE.fullmatch(line)
        if match is None or match[1] != named:
            continue
        spans = [Span(*map(int, pair.split("-"))) for pair in match[2].split()]
        if any(not 0 <= span.start < span.end <= len(text) for span in spans):
            continue
        known = True
        found.update(spans)
    return tuple(sorted(found, key=lambda span: (span.start, span.end))) if known else None
