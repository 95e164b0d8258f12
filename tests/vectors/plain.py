"""Between vectors (JSON) and values: how bytes, changes and altered bytes are written there (see README.md)."""

from __future__ import annotations

import json
from pathlib import Path as File
from typing import Any

from server.format.change import Change, Op, Path, parse_path, parse_value
from server.format.history import Known

FOLDER = File(__file__).parent

Json = Any  # vectors are read as they lie there; each test narrows what it takes


def load(noun: str) -> Json:
    return json.loads((FOLDER / f"{noun}.json").read_text())


def to_json(value: object) -> Json:
    """Any value of a canonical map; bytes become {"hex": ..}."""
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    if isinstance(value, (list, tuple)):
        return [to_json(item) for item in value]
    if isinstance(value, dict):
        return {key: to_json(item) for key, item in value.items()}
    return value


def from_json(value: Json) -> Any:
    if isinstance(value, dict):
        return bytes.fromhex(value["hex"]) if set(value) == {"hex"} else {k: from_json(v) for k, v in value.items()}
    return [from_json(item) for item in value] if isinstance(value, list) else value


def bytes_of(spec: Json, world: Json = None) -> bytes:
    """Hex, or {"parts": [[hex, times], ..]}, or {"from": name in the world's bytes, and "flip", "cut" or "add"}."""
    if isinstance(spec, str):
        return bytes.fromhex(spec)
    if "parts" in spec:
        return b"".join(bytes.fromhex(part) * times for part, times in spec["parts"])
    data = bytearray(bytes_of(world["bytes"][spec["from"]]))
    if "flip" in spec:
        place, mask = spec["flip"]
        data[place] ^= mask
    if "cut" in spec:
        del data[-spec["cut"] :]
    return bytes(data) + bytes.fromhex(spec.get("add", ""))


def change_json(change: Change) -> Json:
    ops = []
    for op in change.ops:
        named = {"p": to_json(op.path), "x": to_json(op.x), "r": [name.hex() for name in op.replaces]}
        ops.append(named if op.why is None else named | {"why": op.why})
    return {
        "record": change.record.hex(),
        "compartment": change.compartment,
        "form": list(change.form),
        "time": change.time,
        "saw": [name.hex() for name in change.saw],
        "ops": ops,
    }


def change_of(written: Json) -> Change:
    return Change(
        record=bytes.fromhex(written["record"]),
        compartment=written["compartment"],
        form=(written["form"][0], written["form"][1]),
        time=written["time"],
        saw=tuple(bytes.fromhex(name) for name in written["saw"]),
        ops=tuple(op_of(op) for op in written["ops"]),
    )


def op_of(op: Json) -> Op:
    replaces = tuple(bytes.fromhex(name) for name in op["r"])
    return Op(path_of(op["p"]), parse_value(op["x"]), replaces, op.get("why"))


def path_of(path: Json) -> Path:
    return parse_path(from_json(path))


def known_of(written: Json) -> Known:
    return Known(bytes.fromhex(written["id"]), bytes.fromhex(written["author"]), change_of(written["change"]))
