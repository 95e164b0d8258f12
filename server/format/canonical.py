"""The one byte form of a value: deterministic CBOR without floats, tags and doubts (PROTOCOL section 3).

Decoding never allocates more than the bytes can justify: heads are walked and counted before anything is built,
because 1 MB of empty maps becomes 83 MB of objects otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NoReturn

import cbor2

from server.format.refusals import Refusal

DEPTH_LIMIT: Final = 8
VALUES_LIMIT: Final = 65_536
SIZE_LIMIT: Final = 1 << 20
INTEGER_LIMIT: Final = 2**53 - 1  # what a JavaScript number holds exactly

_SIMPLE: Final = frozenset({0xF4, 0xF5, 0xF6})  # false, true, null
_ARRAY, _MAP = 4, 5
_TAG: Final = 6
_LONGER_FROM: Final = {24: 24, 25: 1 << 8, 26: 1 << 16, 27: 1 << 32}


def encode(value: object) -> bytes:
    """Canonical bytes of null, booleans, integers, text, bytes, lists or tuples, and maps with text keys."""
    _check(value, 0)
    try:
        return cbor2.dumps(value, canonical=True)
    except (cbor2.CBORError, UnicodeEncodeError) as error:
        raise Refusal("malformed", "text that is not Unicode") from error


def decode(data: bytes, limit: int = SIZE_LIMIT) -> object:
    """The value whose canonical form ``data`` is. Arrays are lists. Refuses malformed, not_canonical and too_large."""
    if len(data) > limit:
        raise Refusal("too_large", f"{len(data)} bytes, limit {limit}")
    _walk(data)
    try:
        return cbor2.loads(data, object_hook=_ordered_keys, allow_duplicate_keys=False)
    except cbor2.CBORError as error:
        raise Refusal(_why_not(data)) from error


def _why_not(data: bytes) -> str:
    """The library gives one error for text that is not UTF-8, keys that are not text, twice or out of order."""
    try:
        cbor2.loads(data, object_hook=_text_keys)
    except cbor2.CBORError:
        return "malformed"
    return "not_canonical"


def _check(value: object, depth: int) -> None:
    if isinstance(value, (list, tuple, dict)):
        if depth == DEPTH_LIMIT:
            raise Refusal("too_large", "too deep")
        children = _text_keys(value).values() if isinstance(value, dict) else value
        for child in children:
            _check(child, depth + 1)
    elif type(value) is int:
        if abs(value) > INTEGER_LIMIT:
            raise Refusal("malformed", "integer beyond 53 bits")
    elif value is not None and type(value) not in (bool, str, bytes):
        raise Refusal("malformed", f"{type(value).__name__} has no canonical form")


def _text_keys(found: Mapping[Any, object], _: bool = False) -> Mapping[Any, object]:
    for key in found:
        if not isinstance(key, str):
            raise Refusal("malformed", "a key that is not text")
    return found


def _ordered_keys(found: Mapping[Any, object], _: bool = False) -> Mapping[Any, object]:
    before = b""
    for key in _text_keys(found):
        encoded = key.encode()
        if len(encoded) < len(before) or (len(encoded) == len(before) and encoded < before):
            raise Refusal("not_canonical", "keys out of order")
        before = encoded
    return found


def _walk(data: bytes) -> None:
    """Check well-formedness, kinds, shortest heads, depth and count, head by head, building nothing."""
    size = len(data)
    position, values, open_containers, remaining = 0, 0, list[int](), 1
    while True:
        while remaining == 0:
            if not open_containers:
                if position != size:
                    raise Refusal("malformed", "trailing bytes")
                return
            remaining = open_containers.pop()
        remaining -= 1
        values += 1
        if values > VALUES_LIMIT:
            raise Refusal("too_large", f"more than {VALUES_LIMIT} values")
        initial = data[position] if position < size else 0xFF
        if initial < _TAG << 5 and initial & 31 < 24:  # nearly all heads are this short
            major, argument, position = initial >> 5, initial & 31, position + 1
        else:
            major, argument, position = _head(data, position)
        if major in (_ARRAY, _MAP):
            if len(open_containers) == DEPTH_LIMIT:
                raise Refusal("too_large", "too deep")
            open_containers.append(remaining)
            remaining = argument * (2 if major == _MAP else 1)
        elif major in (2, 3):
            position += argument
            if position > size:
                _malformed("cut short")


def _head(data: bytes, position: int) -> tuple[int, int, int]:
    """Major type, argument, and the position after the head."""
    if position >= len(data):
        _malformed("cut short")
    initial = data[position]
    major, info = initial >> 5, initial & 31
    position += 1
    if major == 7:
        if initial not in _SIMPLE:
            _malformed("a float or an unknown simple value")
        return major, 0, position
    if major == 6 or info > 27:
        _malformed("a tag, an indefinite length or reserved bits")
    if info < 24:
        return major, info, position
    end = position + (1 << (info - 24))
    if end > len(data):
        _malformed("cut short")
    argument = int.from_bytes(data[position:end], "big")
    if argument > INTEGER_LIMIT - (major == 1):  # major 1 holds -1 - argument
        _malformed("beyond 53 bits")
    if argument < _LONGER_FROM[info]:
        raise Refusal("not_canonical", "a longer head than needed")
    return major, argument, end


def _malformed(detail: str) -> NoReturn:
    raise Refusal("malformed", detail)
