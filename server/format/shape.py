"""Narrows decoded canonical values to the shape a parser expects.

Whatever has another shape is malformed; nothing is ever converted.
"""

from __future__ import annotations

from server.format.refusals import Refusal


def as_map(value: object, *keys: str) -> dict[str, object]:
    """A map with exactly these keys."""
    if not isinstance(value, dict) or len(value) != len(keys) or not all(map(value.__contains__, keys)):
        raise Refusal("malformed", f"a map of {', '.join(keys)} wanted")
    return value


def as_list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise Refusal("malformed", "a list wanted")
    return value


def as_pair(value: object) -> tuple[object, object]:
    pair = as_list(value)
    if len(pair) != 2:
        raise Refusal("malformed", "a pair wanted")
    return pair[0], pair[1]


def as_bytes(value: object, size: int) -> bytes:
    if not isinstance(value, bytes) or len(value) != size:
        raise Refusal("malformed", f"{size} bytes wanted")
    return value


def as_text(value: object, *, empty: bool = False) -> str:
    if not isinstance(value, str) or not (value or empty):
        raise Refusal("malformed", "text wanted")
    return value


def as_label(value: object, limit_bytes: int = 128) -> str:
    """Text that people read aloud in a list: a team's or a person's name."""
    label = as_text(value, empty=True)
    if len(label.encode()) > limit_bytes:
        raise Refusal("too_large", f"a label above {limit_bytes} bytes")
    return label


def as_number(value: object) -> int:
    """An integer from 0."""
    if type(value) is not int or value < 0:
        raise Refusal("malformed", "a number from 0 wanted")
    return value
