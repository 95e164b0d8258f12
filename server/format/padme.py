"""Padme (PURBs, https://arxiv.org/abs/1806.03160): hides a length among at most 6.25 % more bytes above the floor."""

from __future__ import annotations

FLOOR = 1024


def padme(size: int, floor: int = FLOOR) -> int:
    """The padded size in bytes of ``size`` bytes, at least ``floor``."""
    if size <= floor:
        return floor
    exponent = size.bit_length() - 1
    mantissa = exponent.bit_length()
    step = 1 << (exponent - mantissa)
    return -(-size // step) * step


def pad(data: bytes, before: int = 0) -> bytes:
    """``data`` with zeros after it, so that ``before`` bytes and it together have a Padme size."""
    return data.ljust(padme(before + len(data)) - before, b"\0")
