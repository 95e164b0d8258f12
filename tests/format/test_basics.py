"""The ground that phone, desk and relay stand on: canonical bytes, sizes, items."""

from __future__ import annotations

import tracemalloc
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.format import canonical
from server.format.item import check_item, item_id
from server.format.padme import pad, padme
from server.format.reader import Reader
from server.format.refusals import Refusal
from tests.vectors.judge import each, judge
from tests.vectors.plain import Json, bytes_of, from_json, to_json

INTEGERS = st.integers(-canonical.INTEGER_LIMIT, canonical.INTEGER_LIMIT)
SCALARS = st.none() | st.booleans() | INTEGERS | st.text() | st.binary()
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=12
)


def depth(value: object) -> int:
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if children is None else 1 + max((depth(child) for child in children), default=0)


@each("canonical")
def test_a_value_has_one_canonical_form(case: Json, world: Json) -> None:
    data = bytes_of(case["bytes"])
    if case["do"] == "both":
        assert canonical.encode(from_json(case["value"])) == data
        assert to_json(canonical.decode(data)) == case["value"]
    elif case["do"] == "accept":
        canonical.decode(data)
    else:
        judge(case, lambda: to_json(canonical.decode(data)))


@given(VALUES.filter(lambda value: depth(value) <= canonical.DEPTH_LIMIT))
def test_what_was_written_is_read_again(value: object) -> None:
    encoded = canonical.encode(value)
    assert canonical.decode(encoded) == value
    assert canonical.encode(canonical.decode(encoded)) == encoded


@given(st.binary(max_size=64) | VALUES.map(cbor2.dumps))
def test_any_bytes_are_canonical_or_refused(data: bytes) -> None:
    value, refused = None, None
    try:
        value = canonical.decode(data)
    except Refusal as refusal:
        refused = refusal.name
    assert refused in {None, "malformed", "not_canonical", "too_large"}
    assert refused or canonical.encode(value) == data


@given(VALUES.map(cbor2.dumps), st.data())
def test_a_changed_byte_gives_another_canonical_value_or_a_refusal(encoded: bytes, data: st.DataObject) -> None:
    place, byte = data.draw(st.integers(0, len(encoded) - 1)), data.draw(st.integers(0, 255))
    changed = encoded[:place] + bytes((byte,)) + encoded[place + 1 :]
    value, refused = None, None
    try:
        value = canonical.decode(changed)
    except Refusal as refusal:
        refused = refusal.name
    if refused is None:
        assert cbor2.dumps(value, canonical=True) == changed
    if refused == "not_canonical":
        assert judged(changed) != changed


def judged(data: bytes) -> bytes | None:
    """As the judge writes what it reads; None if it cannot read it, or not write it again."""
    try:
        return cbor2.dumps(cbor2.loads(data), canonical=True)
    except (cbor2.CBORError, ValueError, TypeError):
        return None


@pytest.mark.parametrize("value", [1.5, {1: 2}, 2**53, -(2**53), {"a"}, "\ud800", object(), bytearray(b"x")])
def test_what_has_no_canonical_form_is_not_written(value: object) -> None:
    with pytest.raises(Refusal, match="malformed"):
        canonical.encode(value)


def test_nothing_deeper_than_a_reader_takes_is_written() -> None:
    value: list[Any] = []
    for _ in range(canonical.DEPTH_LIMIT):
        value = [value]
    with pytest.raises(Refusal, match="too_large"):
        canonical.encode(value)


def test_a_bomb_of_empty_maps_takes_no_memory() -> None:
    bomb = bytes.fromhex("9a000f4240") + b"\xa0" * 1_000_000
    tracemalloc.start()
    with pytest.raises(Refusal, match="too_large"):
        canonical.decode(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100_000


@each("padme")
def test_lengths_are_hidden_as_padme_says(case: Json, world: Json) -> None:
    assert padme(case["size"], case["floor"]) == case["gives"]


@given(st.integers(0, 1 << 32))
def test_padding_never_shortens_and_costs_little(size: int) -> None:
    padded = padme(size)
    assert padded >= max(size, 1024)
    assert padded <= max(1024, size * 1.0625)
    assert padme(padded) == padded


def test_padding_counts_what_comes_before() -> None:
    assert len(pad(b"x" * 1000, before=80)) == padme(1080) - 80


@each("item")
def test_the_relay_looks_at_kind_magic_tag_and_length_only(case: Json, world: Json) -> None:
    body = bytes_of(case["body"])
    if case["do"] == "item_id":
        mailbox = None if case["mailbox"] is None else bytes.fromhex(case["mailbox"])
        assert item_id(case["kind"], body, mailbox).hex() == case["gives"]
    else:
        judge(case, lambda: int(check_item(case["kind"], body, bytes.fromhex(case["team_tag"]))))


def test_a_reader_never_reads_past_the_end() -> None:
    reader = Reader(b"\x00\x01\x02")
    assert reader.u16() == 1
    with pytest.raises(Refusal, match="malformed"):
        reader.u16()
    with pytest.raises(Refusal, match="malformed"):
        reader.end()
    assert reader.rest() == b"\x02"
    reader.end()
