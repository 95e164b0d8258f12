"""Reads fixed big-endian layouts from bytes. It never reads past the end and never forgives a byte too many."""

from __future__ import annotations

from server.format.refusals import Refusal

SUITE = 1


class Reader:
    """A position in bytes. Every take is checked; ``end`` refuses what was not read."""

    __slots__ = ("_data", "_position")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._position = 0

    @property
    def position(self) -> int:
        return self._position

    def take(self, size: int) -> bytes:
        end = self._position + size
        if end > len(self._data):
            raise Refusal("malformed", f"{size} bytes wanted at {self._position}, {len(self._data)} in all")
        piece = self._data[self._position : end]
        self._position = end
        return piece

    def rest(self) -> bytes:
        return self.take(len(self._data) - self._position)

    def u8(self) -> int:
        return self.take(1)[0]

    def u16(self) -> int:
        return int.from_bytes(self.take(2), "big")

    def u32(self) -> int:
        return int.from_bytes(self.take(4), "big")

    def u64(self) -> int:
        """Kept to 53 bits: a phone refuses what its numbers cannot hold, and nobody may read what others refuse."""
        number = int.from_bytes(self.take(8), "big")
        if number >> 53:
            raise Refusal("malformed", "a number beyond 53 bits")
        return number

    def magic(self, expected: bytes) -> None:
        if self.take(len(expected)) != expected:
            raise Refusal("malformed", f"not {expected.decode()}")

    def suite(self) -> None:
        suite = self.u8()
        if suite != SUITE:
            raise Refusal("unknown_suite", str(suite))

    def end(self) -> None:
        if self._position != len(self._data):
            raise Refusal("malformed", f"{len(self._data) - self._position} bytes too many")


def u8(number: int) -> bytes:
    return number.to_bytes(1, "big")


def u16(number: int) -> bytes:
    return number.to_bytes(2, "big")


def u32(number: int) -> bytes:
    return number.to_bytes(4, "big")


def u64(number: int) -> bytes:
    return number.to_bytes(8, "big")
