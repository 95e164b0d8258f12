"""Bundles as the shared vectors say, and their limits when they are written."""

from __future__ import annotations

import pytest

from server.format.bundle import Letter, Letters, Lot, Receipts, decode_bundle, encode_letters, encode_receipts
from server.format.refusals import Refusal

from ..vectors.judge import each, judge
from ..vectors.makers.bundles import TAG, change, letter_json, lot_json
from ..vectors.plain import Json, bytes_of


@each("bundle", "letters", "receipts")
def test_a_bundle_is_what_it_lists_and_nothing_else(case: Json, world: Json) -> None:
    found = decode_bundle(bytes_of(case["bundle"]), bytes.fromhex(case["team_tag"]))
    if isinstance(found, Letters):
        assert [letter_json(item) for item in found.items] == case["items"]
        assert encode_letters(TAG, found.items).hex() == case["bundle"]
    else:
        assert [lot_json(lot) for lot in found.lots] == case["lots"]
        assert encode_receipts(TAG, found.lots).hex() == case["bundle"]


@each("bundle", "read")
def test_a_bad_letter_stops_no_other_and_a_bad_bundle_is_refused_by_name(case: Json, world: Json) -> None:
    def read() -> Json:
        found = decode_bundle(bytes_of(case["bundle"]), bytes.fromhex(case["team_tag"]))
        assert isinstance(found, Letters)
        return {"items": [letter_json(item) for item in found.items], "refused": list(found.refused)}

    judge(case, read)


def test_no_bundle_is_written_that_nobody_would_read() -> None:
    letter = Letter(1, change("one"), None)
    with pytest.raises(Refusal, match="too_large"):
        encode_letters(TAG, [letter] * 10_001)
    with pytest.raises(Refusal, match="too_large"):
        encode_letters(TAG, [Letter(1, change("one") + bytes(1 << 20), None)] * 32)
    lot = Lot(bytes(16), ((bytes(32), 1, 1),) * 10_001, "x", ())
    with pytest.raises(Refusal, match="too_large"):
        encode_receipts(TAG, [lot])


def test_the_most_letters_that_may_be_carried_are_read() -> None:
    found = decode_bundle(encode_letters(TAG, [Letter(1, change("one"), None)] * 10_000), TAG)
    assert isinstance(found, Letters)
    assert len(found.items) == 10_000
    most = Lot(bytes(16), ((bytes(32), 1, 1),) * 10_000, "x", (bytes(32),) * 1_000)
    assert decode_bundle(encode_receipts(TAG, [most]), TAG) == Receipts((most,))
