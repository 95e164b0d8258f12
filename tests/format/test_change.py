"""What one person says of one record, exactly as it was said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.format.change import (
    OPS_LIMIT,
    Change,
    Op,
    decision_id,
    decode_body,
    decode_change,
    encode_body,
    encode_change,
    parse_value,
)
from server.format.envelope import parse_header
from server.format.refusals import Refusal
from tests.vectors.judge import each, judge
from tests.vectors.makers.testimony import MARKED, RECORD, TITLE
from tests.vectors.plain import Json, bytes_of, change_json, change_of, from_json, load, path_of

FIRST = Change(RECORD, "testimony", ("gawahi_default", "1"), 7, (), (Op(TITLE, MARKED),))


@each("change", "both")
def test_a_change_has_one_form(case: Json, world: Json) -> None:
    change = change_of(case["change"])
    assert encode_change(change).hex() == case["bytes"]
    assert decode_change(bytes.fromhex(case["bytes"])) == change
    assert decode_body(encode_body(change)) == change


@each("change", "decode")
def test_what_is_no_change_is_refused_by_name(case: Json, world: Json) -> None:
    judge(case, lambda: change_json(decode_change(bytes_of(case["bytes"]))))


@each("change", "body")
def test_a_body_is_a_deflated_change_and_nothing_more(case: Json, world: Json) -> None:
    judge(case, lambda: change_json(decode_body(bytes_of(case["body"]))))


@each("change", "decision_id")
def test_equal_decisions_have_one_id(case: Json, world: Json) -> None:
    replaces = [bytes.fromhex(name) for name in case["r"]]
    x = parse_value(from_json(case["x"]))
    for order in (replaces, replaces[::-1]):
        assert decision_id(bytes.fromhex(case["record"]), path_of(case["p"]), x, order).hex() == case["gives"]


def test_nobody_seals_what_nobody_can_read() -> None:
    two = (bytes(32), b"\1" * 32)
    with pytest.raises(Refusal, match="replaces_several"):
        encode_change(replace(FIRST, ops=(Op(TITLE, "x", two),)))
    with pytest.raises(Refusal, match="malformed"):
        encode_change(replace(FIRST, ops=(Op(TITLE, "x"), Op(TITLE, "y"))))
    with pytest.raises(Refusal, match="too_large"):
        encode_change(replace(FIRST, ops=(Op(TITLE, "x" * (1 << 20)),)))


def test_two_thousand_answers_are_not_too_many() -> None:
    full = replace(FIRST, ops=tuple(Op((f"field_{number}",), number) for number in range(OPS_LIMIT)))
    assert decode_body(encode_body(full)) == full


def test_an_author_may_list_ids_in_any_order() -> None:
    saw = (b"\2" * 32, b"\1" * 32, b"\2" * 32)
    assert decode_change(encode_change(replace(FIRST, saw=saw))).saw == (b"\1" * 32, b"\2" * 32)


def test_no_part_of_an_envelope_is_an_envelope() -> None:
    envelope = bytes_of(load("change")["world"]["bytes"]["change 0"])
    parse_header(envelope)
    for size in range(len(envelope)):
        with pytest.raises(Refusal, match="malformed"):
            parse_header(envelope[:size])
