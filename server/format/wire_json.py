"""JSON as relay and desk take it from a page: strict UTF-8, and every text one that can be written again.

Python's reader admits more: NaN, numbers beyond all numbers, half characters ("\\ud800") that fail wherever a text is
turned into bytes, and lists in lists until the stack ends.
"""

from __future__ import annotations

import json
from typing import NoReturn

from server.format.refusals import Refusal


def decode(data: bytes) -> object:
    """Refuses malformed."""
    try:
        value: object = json.loads(data.decode(), parse_constant=_no_number)
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise Refusal("malformed", "json") from error
    return value


def _no_number(_: str) -> NoReturn:
    raise ValueError("no number")
