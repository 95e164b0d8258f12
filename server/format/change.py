"""A change: what one person says about one record, and which earlier values it replaces (PROTOCOL section 8).

Texts stay exactly as they were written. Nothing here knows who wrote a change, when it arrived, or how it was sealed.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, Literal

from server.format import canonical, shape
from server.format.hash import H
from server.format.refusals import Refusal

Value = None | bool | int | str | tuple[str, ...]
FieldPath = tuple[str] | tuple[str, bytes, str]
MemberPath = tuple[str, bytes]
Path = FieldPath | MemberPath
Compartment = Literal["testimony", "review"]

VERSION: Final = 1
OPS_LIMIT: Final = 2_000
BODY_LIMIT: Final = 1 << 20
RECORD_SIZE: Final = 16
MEMBER_SIZE: Final = 16
ID_SIZE: Final = 32


@dataclass(frozen=True, slots=True)
class Op:
    """``replaces``: ids of the values at this path (for a member: below it) that the author was shown.

    With ``why`` it is a decision.
    """

    path: Path
    x: Value
    replaces: tuple[bytes, ...] = ()
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    record: bytes
    compartment: Compartment
    form: tuple[str, str]
    time: int
    saw: tuple[bytes, ...]
    ops: tuple[Op, ...]


def encode_change(change: Change) -> bytes:
    """Canonical bytes; refuses whatever a reader would refuse, so that no phone seals what nobody can read."""
    encoded = canonical.encode(
        {
            "v": VERSION,
            "record": change.record,
            "compartment": change.compartment,
            "form": change.form,
            "time": change.time,
            "saw": sorted(set(change.saw)),
            "ops": [_op_map(op) for op in change.ops],
        }
    )
    decode_change(encoded)
    return encoded


def decode_change(encoded: bytes) -> Change:
    found = shape.as_map(canonical.decode(encoded), "v", "record", "compartment", "form", "time", "saw", "ops")
    if type(found["v"]) is not int or found["v"] != VERSION:
        raise Refusal("malformed", "another version of a change")
    form_id, form_version = shape.as_pair(found["form"])
    ops = shape.as_list(found["ops"])
    if len(ops) > OPS_LIMIT:
        raise Refusal("too_large", f"{len(ops)} ops")
    change = Change(
        record=shape.as_bytes(found["record"], RECORD_SIZE),
        compartment=_compartment(found["compartment"]),
        form=(shape.as_text(form_id, empty=True), shape.as_text(form_version, empty=True)),
        time=shape.as_number(found["time"]),
        saw=_ids(found["saw"]),
        ops=tuple(_op(op) for op in ops),
    )
    if len({op.path for op in change.ops}) != len(change.ops):
        raise Refusal("malformed", "a path twice in one change")
    return change


def encode_body(change: Change) -> bytes:
    """What is sealed: the canonical change, deflated without a wrapper."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return deflate.compress(encode_change(change)) + deflate.flush()


def decode_body(body: bytes) -> Change:
    return decode_change(inflate_body(body))


def inflate_body(body: bytes) -> bytes:
    """The canonical bytes of a change."""
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        encoded = inflate.decompress(body, BODY_LIMIT + 1)
    except zlib.error as error:
        raise Refusal("malformed", "not deflated") from error
    if len(encoded) > BODY_LIMIT:
        raise Refusal("too_large", "more than 1 MiB inflated")
    if not inflate.eof or inflate.unused_data:
        raise Refusal("malformed", "cut short, or bytes after the end")
    return encoded


def decision_id(record: bytes, path: Path, x: Value, replaces: Sequence[bytes]) -> bytes:
    """The id of a decision's value. It leaves out who and why, so that two equal decisions are one."""
    named = {"record": record, "p": path, "x": x, "r": sorted(set(replaces))}
    return H(b"gawahi/v1/decision\0", canonical.encode(named))


def value_id(change_id: bytes, record: bytes, op: Op) -> bytes:
    return change_id if op.why is None else decision_id(record, op.path, op.x, op.replaces)


def parse_path(value: object) -> Path:
    parts = shape.as_list(value)
    match parts:
        case [field]:
            return (shape.as_text(field),)
        case [collection, member]:
            return shape.as_text(collection), shape.as_bytes(member, MEMBER_SIZE)
        case [collection, member, field]:
            return shape.as_text(collection), shape.as_bytes(member, MEMBER_SIZE), shape.as_text(field)
    raise Refusal("malformed", f"a path of {len(parts)} parts")


def parse_value(value: object) -> Value:
    if value is None or isinstance(value, (bool, int, str)):
        return value
    return tuple(shape.as_text(item, empty=True) for item in shape.as_list(value))


def _op_map(op: Op) -> dict[str, object]:
    named: dict[str, object] = {"p": op.path, "x": op.x, "r": sorted(set(op.replaces))}
    return named if op.why is None else named | {"why": op.why}


def _op(value: object) -> Op:
    decides = isinstance(value, dict) and "why" in value
    found = shape.as_map(value, "p", "x", "r", *(("why",) if decides else ()))
    path, x, replaces = parse_path(found["p"]), parse_value(found["x"]), _ids(found["r"])
    if len(path) == 2:
        if not isinstance(x, bool):
            raise Refusal("malformed", "a member is kept or removed, nothing else")
    elif len(replaces) > 1 and not decides:
        raise Refusal("replaces_several")
    return Op(path, x, replaces, shape.as_text(found["why"]) if decides else None)


def _ids(value: object) -> tuple[bytes, ...]:
    items = shape.as_list(value)
    if not items:
        return ()
    ids = tuple(shape.as_bytes(item, ID_SIZE) for item in items)
    if any(first >= second for first, second in pairwise(ids)):
        raise Refusal("malformed", "ids not ascending")
    return ids


def _compartment(value: object) -> Compartment:
    match value:
        case "testimony":
            return "testimony"
        case "review":
            return "review"
    raise Refusal("malformed", "another compartment")
