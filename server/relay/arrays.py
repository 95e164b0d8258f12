"""Arrays as PostgreSQL reads them in its binary form (array_recv in its source), for the hot path: the driver's own way
asks for each element what it is, and costs as much as the rest of a push.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Final

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

_BIGINT, _BYTEA = 20, 17  # the elements' types, by their numbers in pg_type
_HEAD: Final = struct.Struct(">iiIii")  # dimensions, whether there are nulls, element type, length, index of the first
_SIZE: Final = struct.Struct(">i")
_NULL: Final = _SIZE.pack(-1)


class Array(bytes):
    """Encoded already. The statement names its type by a cast."""

    __slots__ = ()


class _ArrayDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Array) -> bytes:
        return obj


def bigints(values: Sequence[int]) -> Array:
    sized = (part for value in values for part in (8, value))
    return Array(_head(_BIGINT, len(values)) + struct.pack(">" + "iq" * len(values), *sized))


def byteas(values: Sequence[bytes | None]) -> Array:
    parts = [_head(_BYTEA, len(values), nulls=None in values)]
    size = _SIZE.pack
    for value in values:
        parts += (_NULL,) if value is None else (size(len(value)), value)
    return Array(b"".join(parts))


def teach(connection: psycopg.Connection) -> None:
    connection.adapters.register_dumper(Array, _ArrayDumper)


def _head(kind: int, count: int, *, nulls: bool = False) -> bytes:
    return _HEAD.pack(1, nulls, kind, count, 1)
