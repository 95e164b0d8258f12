"""Small requests that try to become large or endless: each is refused by name and costs the relay hardly any memory."""

from __future__ import annotations

import time
import tracemalloc
import zlib

import cbor2
import pytest

from server.format import canonical
from server.format.change import BODY_LIMIT, decode_body
from server.format.refusals import Refusal
from tests.attacks.line import error_name, peak_bytes
from tests.relay.teams import Team
from tests.served import Served

MIB = 1 << 20
NESTED = {
    "arrays in arrays": b"\x81" * 100_000 + b"\x80",
    "maps in maps": b"\xa1\x61a" * 100_000 + b"\x80",
    "a billion elements promised": b"\x9a\x3b\x9a\xca\x00",
    "as many pairs as a number can say": b"\xbb" + b"\xff" * 8,
    "a text as long as a number can say": b"\x7b" + b"\xff" * 8,
    "one byte too deep": b"\x81" * 9 + b"\x80",
    "a million empty maps": b"\x9a\x00\x0f\x00\x00" + b"\xa0" * 0xF0000,
    "without an end": b"\x9f" * 100_000,
    "a text in endless pieces": b"\x7f" + b"\x61a" * 1_000 + b"\xff",
    "tags in tags": b"\xc1" * 100_000 + b"\x00",
    "a number of a thousand digits": b"\xc2\x59\x01\xa0" + b"\xff" * 416,
    "a key twice": b"\xa2\x61a\x01\x61a\x02",
    "a thousand times the same key": b"\xb9\x03\xe8" + b"\x61a\x00" * 1_000,
    "itself, by reference": b"\xd8\x1c\x81\xd8\x1d\x00",
}


@pytest.mark.parametrize("data", NESTED.values(), ids=NESTED.keys())
def test_a_bomb_of_cbor_is_refused_before_anything_is_built(data: bytes) -> None:
    tracemalloc.start()
    began = time.process_time()
    try:
        with pytest.raises(Refusal) as refused:
            canonical.decode(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refused.value.name in ("malformed", "too_large", "not_canonical")
    assert peak < MIB
    assert time.process_time() - began < 1


def test_a_bomb_in_a_deflated_change_stops_at_one_mebibyte() -> None:
    """A kilobyte that inflates to a gigabyte is let out no further than what a change may have."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    bomb = b"".join(packer.compress(bytes(MIB)) for _ in range(64)) + packer.flush()
    assert len(bomb) < 100_000
    tracemalloc.start()
    try:
        with pytest.raises(Refusal) as refused:
            decode_body(bomb)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refused.value.name == "too_large"
    assert peak < 4 * BODY_LIMIT


def test_a_bomb_of_deflated_nothing_ends() -> None:
    """Empty blocks without end inflate to nothing: no output limit stops them, their own length does."""
    with pytest.raises(Refusal) as refused:
        decode_body(b"\x00\x00\x00\xff\xff" * 200_000)
    assert refused.value.name == "malformed"


@pytest.mark.parametrize("path", ["push?seen=0", "chunks/have"])
def test_bombs_sent_to_the_relay_are_refused_and_it_goes_on(served: Served, team: Team, path: str) -> None:
    before = peak_bytes(served)
    for data in NESTED.values():
        answer = team.call("POST", path, content=data, headers={"Content-Type": "application/cbor"})
        assert error_name(answer) in ("malformed", "too_large", "not_canonical")
    assert peak_bytes(served) - before < 48 * MIB
    assert team.pull()["head"] == 0


def test_a_push_of_items_that_are_no_items_costs_no_more_than_its_bytes(served: Served, team: Team) -> None:
    team.push_bytes(cbor2.dumps({"items": [{}] * 1_000}, canonical=True))
    before = peak_bytes(served)
    many = cbor2.dumps({"items": [{"body": b"", "kind": 1, "mailbox": None}] * 60_000}, canonical=True)
    assert error_name(team.push_bytes(many)) == "too_large"
    assert error_name(team.push_bytes(cbor2.dumps({"items": [[]] * 1_000}, canonical=True))) == "malformed"
    assert peak_bytes(served) - before < 64 * MIB


JSON_BOMBS = {
    "arrays in arrays": b"[" * 4_000,
    "maps in maps": b'{"a":' * 1_500,
    "a number without end": b"1" * 8_000,
    "no number": b'{"serial": NaN, "signature": "", "token_hash": ""}',
    "more than any number": b'{"serial": 1e999, "signature": "", "token_hash": ""}',
    "half a character": b'{"team_tag": "\\ud800", "admin_pk": "", "token_hash": ""}',
    "a code of half a character": b'{"founding_code": "\\udfff"}',
    "not text": b"\xff\xfe{}",
}


@pytest.mark.parametrize("data", JSON_BOMBS.values(), ids=JSON_BOMBS.keys())
def test_a_bomb_of_json_is_malformed_at_relay_and_desk_alike(served: Served, team: Team, data: bytes) -> None:
    """Never a failure of the server: that would say that nobody thought of it."""
    for path in ("/api/v1/teams", f"{team.path}/token", "/desk/unlock", "/desk/join"):
        headers = {"Content-Type": "application/json", "Origin": served.url}
        assert error_name(team.http.post(path, content=data, headers=headers)) == "malformed", path


def test_a_passphrase_or_name_of_half_a_character_is_malformed(served: Served, team: Team) -> None:
    """Text that no keyboard writes cannot be turned into bytes; it must not reach what would try."""
    headers = {"Content-Type": "application/json", "Origin": served.url}
    for path, sent in (
        ("/desk/unlock", b'{"passphrase": "a\\ud800"}'),
        ("/desk/join", b'{"link": "a", "label": "a\\udc00", "passphrase": "x"}'),
        ("/desk/join", b'{"link": "\\ud83d", "label": "a", "passphrase": "x"}'),
    ):
        assert error_name(team.http.post(path, content=sent, headers=headers)) == "malformed", path
    founded = {"team_tag": "00" * 16, "admin_pk": "00" * 32, "token_hash": "00" * 32}
    body = b'{"founding_code": "\\ud800", ' + ", ".join(f'"{k}": "{v}"' for k, v in founded.items()).encode() + b"}"
    answer = team.http.post("/api/v1/teams", content=body, headers={"Content-Type": "application/json"})
    assert error_name(answer) == "malformed"
