"""Spoils bytes, the same way for the same seed: as a bad line would, as a liar would, and inside of the CBOR that many
of our objects hold, so that the spoilt object is still well formed and only its meaning is wrong.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any, Final

import cbor2

from server.format import canonical
from server.format.refusals import Refusal

ODD_BYTES: Final = (
    0,
    1,
    0x17,
    0x18,
    0x1B,
    0x1F,
    0x20,
    0x40,
    0x5F,
    0x7F,
    0x80,
    0x9F,
    0xA0,
    0xBF,
    0xC0,
    0xF6,
    0xF7,
    0xFF,
)
ODD_NUMBERS: Final = (
    0,
    1,
    127,
    128,
    255,
    256,
    65_535,
    65_536,
    2**31 - 1,
    2**31,
    2**32 - 1,
    2**32,
    2**53 - 1,
    2**53,
    2**63,
)
ODD_VALUES: Final = (
    None,
    True,
    False,
    -1,
    1.5,
    *ODD_NUMBERS,
    "",
    "گواہی",
    "\ufeff",
    "\u202egnp.exe",
    "e\u0301",
    b"",
    bytes(16),
    bytes(31),
    bytes(32),
    bytes(33),
    [],
    {},
    [[[[[[[[[]]]]]]]]],
    {"__proto__": 1},
    {"constructor": {"prototype": None}},
    cbor2.CBORTag(2, bytes(9)),
)
Spoiler = Callable[[random.Random, bytearray, Sequence[bytes]], None]


def spoil(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """One to four injuries. ``others``: whole objects from which pieces may be taken."""
    if rng.random() < 0.4 and (spoilt := _spoil_cbor(rng, data)) is not None:
        return spoilt
    spoilt = bytearray(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        rng.choice(_WAYS)(rng, spoilt, others)
    return bytes(spoilt)


def _at(rng: random.Random, data: bytearray) -> int:
    """Mostly near the beginning, where the fields are."""
    return min(len(data) - 1, int(rng.expovariate(1 / 60))) if rng.random() < 0.5 else rng.randrange(len(data))


def _flip(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    if data:
        data[_at(rng, data)] ^= 1 << rng.randrange(8)


def _odd_byte(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    if data:
        data[_at(rng, data)] = rng.choice(ODD_BYTES)


def _odd_number(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    if data:
        at, width = _at(rng, data), rng.choice((2, 4, 8))
        number = rng.choice(ODD_NUMBERS) % (1 << 8 * width)
        data[at : at + width] = number.to_bytes(width, "big")


def _cut(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    if data:
        del data[rng.randrange(len(data)) :]


def _take_out(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    if data:
        at = _at(rng, data)
        del data[at : at + rng.choice((1, 2, 16, 32))]


def _repeat(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    if data:
        at, size = _at(rng, data), rng.choice((1, 4, 16, 32, 80))
        data[at:at] = data[at : at + size] * rng.choice((1, 1, 2, 20))


def _put_in(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    at = rng.randrange(len(data) + 1)
    data[at:at] = rng.randbytes(rng.choice((1, 2, 4, 32)))


def _add(rng: random.Random, data: bytearray, _: Sequence[bytes]) -> None:
    data += rng.choice((b"\0", b"\xff", b" ", b"\n", bytes(64)))


def _graft(rng: random.Random, data: bytearray, others: Sequence[bytes]) -> None:
    other = rng.choice(others)
    if data and other:
        at, there, size = _at(rng, data), rng.randrange(len(other)), rng.choice((1, 4, 16, 32, 200))
        data[at : at + size] = other[there : there + size]


_WAYS: Final[tuple[Spoiler, ...]] = (
    _flip,
    _flip,
    _odd_byte,
    _odd_number,
    _cut,
    _take_out,
    _repeat,
    _put_in,
    _add,
    _graft,
)


def _spoil_cbor(rng: random.Random, data: bytes) -> bytes | None:
    """None if there is no CBOR in it: all of it, or what stands behind an envelope of magic, suite and team tag."""
    for start in (0, 21):
        try:
            value = canonical.decode(data[start:])
        except Refusal:
            continue
        if isinstance(value, (dict, list)) and value:
            return data[:start] + cbor2.dumps(_spoilt(rng, value), canonical=rng.random() < 0.8)
    return None


def _spoilt(rng: random.Random, value: Any) -> Any:
    """The same value, with one injury somewhere in it."""
    if isinstance(value, dict) and value:
        return _spoilt_map(rng, value)
    if isinstance(value, list) and value and rng.random() < 0.85:
        at = rng.randrange(len(value))
        if rng.random() < 0.6:
            return [*value[:at], _spoilt(rng, value[at]), *value[at + 1 :]]
        return rng.choice(([*value[:at], *value[at + 1 :]], [*value, value[at]], value[::-1], value * 40, [value]))
    if isinstance(value, (str, bytes)) and rng.random() < 0.4:
        return rng.choice((value[:-1], value + value[:1], value * 3, value[::-1]))
    return rng.choice(ODD_VALUES)


def _spoilt_map(rng: random.Random, value: dict[str, Any]) -> dict[Any, Any]:
    key = rng.choice(list(value))
    how = rng.randrange(6)
    if how < 3:
        return {**value, key: _spoilt(rng, value[key])}
    without = {one: value[one] for one in value if one != key}
    if how == 3:
        return without
    if how == 4:
        return {**without, rng.choice((f"{key} ", key.upper(), "__proto__", 1, b"k", "")): value[key]}
    return {**value, rng.choice(("more", "why", "do", "__proto__", "constructor")): rng.choice(ODD_VALUES)}
