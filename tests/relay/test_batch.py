"""A push is read in one pass: it must read what the general decoder reads, and admit nothing that this refuses."""

from __future__ import annotations

from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.format import canonical
from server.format.refusals import Refusal
from server.relay.batch import _read_usual, read_batch

items = st.lists(
    st.tuples(
        st.integers(0, 300),
        st.builds(
            bytes.__mul__, st.binary(min_size=1, max_size=1), st.sampled_from([0, 1, 23, 24, 255, 256, 65_535, 65_536])
        ),
        st.one_of(st.none(), st.binary(min_size=16, max_size=16), st.binary(max_size=20)),
    ),
    max_size=4,
)


def batch(listed: list[Any]) -> bytes:
    return canonical.encode({"items": [{"kind": kind, "body": body, "mailbox": box} for kind, body, box in listed]})


def refusal_of(data: bytes) -> str | None:
    try:
        read_batch(data)
    except Refusal as refusal:
        return refusal.name
    return None


@given(items)
def test_the_fast_reader_reads_what_was_written(listed: list[Any]) -> None:
    assert read_batch(batch(listed)) == listed


@given(items, st.data())
def test_the_fast_reader_admits_only_canonical_bytes(listed: list[Any], data: st.DataObject) -> None:
    good = batch(listed)
    at = data.draw(st.integers(0, len(good) - 1))
    bad = good[:at] + bytes([data.draw(st.integers(0, 255))]) + good[at + 1 :]
    read = _read_usual(bad)
    if read is not None:
        assert batch(read) == bad


@given(items, st.data())
def test_a_batch_cut_short_is_malformed(listed: list[Any], data: st.DataObject) -> None:
    good = batch(listed)
    assert refusal_of(good[: data.draw(st.integers(0, len(good) - 1))]) == "malformed"


def pushed(value: object) -> bytes:
    return cbor2.dumps(value)


ITEM = {"body": b"x" * 300, "kind": 1, "mailbox": None}


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "malformed"),
        (pushed({"items": [ITEM]}) + b"\0", "malformed"),
        (pushed({"items": [dict(reversed(ITEM.items()))]}), "not_canonical"),
        (b"\xbf\x65items\x80\xff", "malformed"),
        (b"\xa1\x65items\x9f\xff", "malformed"),
        (b"\xa1\x65items\x98\x00", "not_canonical"),
        (b"\xa2\x65items\x80\x65items\x80", "not_canonical"),
        (pushed({"items": [ITEM], "more": 1}), "not_canonical"),
        (canonical.encode({"more": 1, "items": []}), "malformed"),
        (pushed({"items": {}}), "malformed"),
        (pushed([ITEM]), "malformed"),
        (pushed({"items": [{"body": b"x", "kind": 1}]}), "malformed"),
        (pushed({"items": [1]}), "malformed"),
        (b"\xa1\x65items\x81" + b"\x81" * 50 + b"\x00", "too_large"),
        (b"\xa1\x65items\x9b\x40\x00\x00\x00\x00\x00\x00\x00", "malformed"),
        (b"\xa1\x65items\xc1\x00", "malformed"),
        (b"\xa1\x65items\x9a\x00\x10\x00\x00" + b"\xa0" * (1 << 20), "too_large"),
        (batch([(1, b"x", None)] * 1001), "too_large"),
        (b"\0" * ((4 << 20) + 1), "too_large"),
    ],
)
def test_whatever_is_not_a_batch_is_refused_by_name(data: bytes, name: str) -> None:
    assert refusal_of(data) == name


def test_a_thousand_items_are_a_batch() -> None:
    assert len(read_batch(batch([(1, b"x", None)] * 1000))) == 1000
