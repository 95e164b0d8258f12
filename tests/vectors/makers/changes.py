"""Vectors of a change: its canonical form, its body, and its seal along a stream's chain of keys."""
# ruff: noqa: E501  tables, one case a line

from __future__ import annotations

import zlib
from dataclasses import replace

from server.format import canonical
from server.format.change import BODY_LIMIT, OPS_LIMIT, Change, Op, decision_id, encode_body, encode_change
from server.format.envelope import (
    Checkpoint,
    Place,
    build_header,
    build_tail,
    change_id,
    plaintext_size,
    signature_message,
)
from server.seal.change import Writer, seal_body
from server.seal.primitives import aead_seal, kdf

from ..plain import Json, change_json, to_json
from .testimony import AGE, FIRST, MARKED, RECORD, SECOND, TITLE, WITNESS, ZAHRA, name_of
from .world import DEVICES, ROSTER, TIME, seeded, team_world

IDS = tuple(sorted(name_of(name) for name in "abc"))


def _good() -> dict[str, Change]:
    base = Change(RECORD, "testimony", ("gawahi_default", "1"), TIME, (), (Op(TITLE, FIRST),))
    return {
        "a first testimony": base,
        "marks, an emoji and both quotation signs": replace(base, ops=(Op(TITLE, MARKED + ' "گواہ" 👩🏽‍🦱'),)),
        "every kind of value": replace(
            base,
            ops=tuple(
                Op((f"q{place}",), x)
                for place, x in enumerate((None, True, False, 0, -5, 2**53 - 1, "", "text", (), ("a", "")))
            ),
        ),
        "a field of a witness": replace(base, ops=(Op(AGE, "adult"),)),
        "a correction that saw three changes": replace(base, saw=IDS, ops=(Op(TITLE, SECOND, IDS[:1]),)),
        "a decision with a reason": replace(
            base, compartment="review", saw=IDS, ops=(Op(TITLE, SECOND, IDS, "زیادہ قریب تھا"),)
        ),
        "a removal that replaces several": replace(base, saw=IDS, ops=(Op(WITNESS, False, IDS),)),
        "a removal with a reason": replace(base, saw=IDS, ops=(Op(WITNESS, False, IDS, "entered twice"),)),
        "a witness kept after all": replace(base, saw=IDS, ops=(Op(WITNESS, True, IDS[:1]),)),
        "a change that only says what it saw": replace(base, saw=IDS, ops=()),
    }


def _map(change: Change) -> dict[str, object]:
    tree = canonical.decode(encode_change(change))
    assert isinstance(tree, dict)
    return tree


def _bad() -> list[tuple[str, object, str]]:
    good = _map(_good()["a correction that saw three changes"])

    def ops(*ops: object) -> dict[str, object]:
        return good | {"ops": list(ops)}

    def op(**parts: object) -> dict[str, object]:
        return {"p": ["e_title"], "x": "x", "r": []} | parts

    first, second = list(IDS[:2]), list(IDS[1::-1])
    return [
        ("a list", [], "malformed"),
        ("another version", good | {"v": 2}, "malformed"),
        ("a version that is true", good | {"v": True}, "malformed"),
        ("without a time", {key: value for key, value in good.items() if key != "time"}, "malformed"),
        ("a key too many", good | {"extra": 1}, "malformed"),
        ("a record of 15 bytes", good | {"record": bytes(15)}, "malformed"),
        ("a record that is text", good | {"record": "0" * 16}, "malformed"),
        ("another compartment", good | {"compartment": "identity"}, "malformed"),
        ("a form without a version", good | {"form": ["gawahi_default"]}, "malformed"),
        ("a form version that is a number", good | {"form": ["gawahi_default", 1]}, "malformed"),
        ("a time before 1970", good | {"time": -1}, "malformed"),
        ("a time that is true", good | {"time": True}, "malformed"),
        ("saw out of order", good | {"saw": second}, "malformed"),
        ("saw with an id twice", good | {"saw": [IDS[0], IDS[0]]}, "malformed"),
        ("saw with a short id", good | {"saw": [bytes(31)]}, "malformed"),
        ("ops that are a map", good | {"ops": {}}, "malformed"),
        ("a path twice", ops(op(), op(x="y")), "malformed"),
        ("an op without r", ops({"p": ["e_title"], "x": "x"}), "malformed"),
        ("an op with a key too many", ops(op(y=1)), "malformed"),
        ("an empty path", ops(op(p=[])), "malformed"),
        ("a path of four parts", ops(op(p=["victim", ZAHRA, "a", "b"])), "malformed"),
        ("a path that is text", ops(op(p="e_title")), "malformed"),
        ("an empty field name", ops(op(p=[""])), "malformed"),
        ("a member that is text", ops(op(p=["victim", "zahra", "v_sex"])), "malformed"),
        ("a member of 15 bytes", ops(op(p=["victim", bytes(15), "v_sex"])), "malformed"),
        ("a value that is bytes", ops(op(x=b"x")), "malformed"),
        ("a value that is a map", ops(op(x={})), "malformed"),
        ("a choice that is a number", ops(op(x=["a", 1])), "malformed"),
        ("a choice in a choice", ops(op(x=[["a"]])), "malformed"),
        ("a member neither removed nor kept", ops(op(p=["victim", ZAHRA], x="x")), "malformed"),
        ("a member removed by null", ops(op(p=["victim", ZAHRA], x=None)), "malformed"),
        ("r out of order", ops(op(r=second, why="w")), "malformed"),
        ("an empty reason", ops(op(r=first, why="")), "malformed"),
        ("a reason that is a number", ops(op(r=first, why=1)), "malformed"),
        ("a set that replaces two without a reason", ops(op(r=first)), "replaces_several"),
    ]


def _too_many_ops() -> Json:
    """One op 2,001 times: their number is looked at before what they say."""
    without = encode_change(replace(_good()["a first testimony"], ops=()))
    before, after = without.split(b"cops\x80")
    op = canonical.encode({"p": ["e_title"], "x": "x", "r": []})
    many = before + b"cops\x99" + (OPS_LIMIT + 1).to_bytes(2, "big")
    return {"parts": [[many.hex(), 1], [op.hex(), OPS_LIMIT + 1], [after.hex(), 1]]}


def _body_cases() -> list[Json]:
    good = _good()["a correction that saw three changes"]
    body, plain = encode_body(good), encode_change(good)
    stored = zlib.compressobj(0, zlib.DEFLATED, -15)
    flat = stored.compress(plain) + stored.flush()
    bomb = zlib.compressobj(9, zlib.DEFLATED, -15)
    large = bomb.compress(bytes(BODY_LIMIT + 1)) + bomb.flush()
    twice = canonical.encode({"v": 1}) + b"\0"
    written = {"do": "body", "gives": change_json(good)}
    bad = {
        "a body cut short": (body[:-4], "malformed"),
        "bytes after the end of the body": (body + b"\0", "malformed"),
        "an empty body": (b"", "malformed"),
        "a body with a zlib wrapper": (zlib.compress(plain), "malformed"),
        "a body that was not deflated": (plain, "malformed"),
        "a body that grows beyond 1 MiB": (large, "too_large"),
        "a body with a byte after the change": (_deflate(twice), "malformed"),
    }
    return [
        {"name": "a deflated body", **written, "body": body.hex()},
        {"name": "a body stored without compression", **written, "body": flat.hex()},
        *({"name": name, "do": "body", "body": data.hex(), "refused": why} for name, (data, why) in bad.items()),
    ]


def _deflate(data: bytes) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflate.compress(data) + deflate.flush()


def place_json(place: Place) -> Json:
    return {
        "team_tag": place.team_tag.hex(),
        "stream": place.stream.hex(),
        "chain": place.chain,
        "seq": place.seq,
        "prev": place.prev.hex(),
        "lockbox_hash": place.lockbox_hash.hex(),
    }


RANDOM = seeded("change")
START = Writer(Place(ROSTER.team_tag, RANDOM(16), 0, 0, bytes(32), RANDOM(32)), RANDOM(32))
AMINA = DEVICES["amina"]


def _sealed_by_hand(
    *, author: bytes = AMINA.id, signer: str = "amina", tail: bytes | None = None, signed_tail: bytes | None = None
) -> bytes:
    """An envelope at the start of the stream whose inside is not as it should be."""
    tail = build_tail(b"body", Checkpoint()) if tail is None else tail
    nonce = bytes(12)
    header = build_header(START.place, nonce, 80 + len(tail) + 16)
    signature = DEVICES[signer].sign(signature_message(header, tail if signed_tail is None else signed_tail))
    return header + aead_seal(kdf(START.chain_key, "mk"), nonce, author + signature + tail, header)


def _stream_cases() -> tuple[list[Json], dict[str, bytes]]:
    bodies = (
        encode_body(_good()["a first testimony"]),
        RANDOM(10),
        RANDOM(900),
        RANDOM(901),
        RANDOM(2000),
        RANDOM(9000),
        b"",
    )
    checkpoints = (Checkpoint(), Checkpoint(7, RANDOM(32)))
    writer, cases, made = START, list[Json](), dict[str, bytes]()
    for number, body in enumerate(bodies):
        nonce, checkpoint = RANDOM(12), checkpoints[number % 2]
        sealed = seal_body(AMINA, writer, body, nonce=nonce, checkpoint=checkpoint)
        made[f"change {number}"] = sealed.envelope
        cases.append({
            "name": f"change {number} of the stream, a body of {len(body)} bytes", "do": "seal", "device": "amina",
            "place": place_json(writer.place), "chain_key": writer.chain_key.hex(), "nonce": nonce.hex(), "body": body.hex(),
            "log_size": checkpoint.log_size, "log_root": checkpoint.log_root.hex(), "gives": {"envelope": {"from": f"change {number}"}, "change_id": sealed.change_id.hex(), "chain_key": sealed.writer.chain_key.hex()},
        })  # fmt: skip
        writer = sealed.writer
    tail, size = build_tail(b"body", Checkpoint()), plaintext_size(4)
    by_hand = {
        "by a stranger": (_sealed_by_hand(author=DEVICES["stranger"].id, signer="stranger"), "author_not_member"),
        "by one who had left before": (
            _sealed_by_hand(author=DEVICES["tahir"].id, signer="tahir"),
            "author_not_member",
        ),
        "signed by another member": (_sealed_by_hand(signer="bilal"), "signature"),
        "signed over another body": (_sealed_by_hand(signed_tail=build_tail(b"ydob", Checkpoint())), "signature"),
        "with something hidden in its padding": (_sealed_by_hand(tail=tail[:-1] + b"x"), "padding"),
        "padded too far": (_sealed_by_hand(tail=tail + bytes(64)), "padding"),
        "padded too little": (_sealed_by_hand(tail=tail[:-1]), "padding"),
        "with a length beyond its end": (_sealed_by_hand(tail=tail[:40] + b"\xff\xff\xff\xff" + tail[44:]), "padding"),
    }
    assert size == 1024
    refused = [
        {"name": f"a change {name}", "do": "open", "seq": 0, "envelope": data.hex(), "refused": why}
        for name, (data, why) in by_hand.items()
    ]
    other = seal_body(
        DEVICES["bilal"],
        Writer(replace(START.place, seq=1, prev=change_id(made["change 0"])), kdf(START.chain_key, "ck")),
        b"mine",
        nonce=bytes(12),
    )
    refused.append(
        {
            "name": "a reader takes the place of the author's next change",
            "do": "open",
            "seq": 1,
            "envelope": other.envelope.hex(),
            "refused": "signature",
        }
    )
    return [*cases, *refused, *_tampered()], made


def _tampered() -> list[Json]:
    at = {"do": "open", "seq": 0}
    flips = {
        "magic": (0, "malformed"),
        "suite": (4, "unknown_suite"),
        "flags": (5, "malformed"),
        "team tag": (6, "wrong_team"),
        "stream": (22, "stream_order"),
        "chain": (41, "stream_order"),
        "seq": (45, "stream_order"),
        "prev": (46, "stream_order"),
        "lockbox hash": (78, "stream_order"),
        "nonce": (110, "damaged"),
        "length": (125, "malformed"),
        "ciphertext": (126, "damaged"),
        "the middle": (600, "damaged"),
        "AES-GCM tag": (-1, "damaged"),
    }
    cases: list[Json] = [
        {
            "name": f"a flipped bit in {field}",
            **at,
            "envelope": {"from": "change 0", "flip": [place, 2]},
            "refused": why,
        }
        for field, (place, why) in flips.items()
    ]
    cases += [
        {"name": "cut short", **at, "envelope": {"from": "change 0", "cut": 1}, "refused": "malformed"},
        {"name": "the header alone", **at, "envelope": {"from": "change 0", "cut": 1040}, "refused": "malformed"},
        {"name": "half a header", **at, "envelope": {"from": "change 0", "cut": 1100}, "refused": "malformed"},
        {"name": "a byte too many", **at, "envelope": {"from": "change 0", "add": "00"}, "refused": "malformed"},
        {"name": "more than 1 MiB", **at, "envelope": {"parts": [["47", (1 << 20) + 1]]}, "refused": "too_large"},
        {"name": "a change left out", **at, "envelope": {"from": "change 1"}, "refused": "stream_order"},
        {"name": "a change once more", **at, "seq": 1, "envelope": {"from": "change 0"}, "refused": "stream_order"},
    ]
    return cases


def change_vectors() -> Json:
    cases: list[Json] = [
        {"name": name, "do": "both", "change": change_json(change), "bytes": encode_change(change).hex()}
        for name, change in _good().items()
    ]
    cases += [
        {"name": f"{name} is no change", "do": "decode", "bytes": canonical.encode(tree).hex(), "refused": why}
        for name, tree, why in _bad()
    ]
    for name, x in (("text", FIRST), ("a choice of several", ("a", "b")), ("nothing", None), ("yes", True)):
        cases.append(
            {
                "name": f"the id of a decision for {name}",
                "do": "decision_id",
                "record": RECORD.hex(),
                "p": to_json(TITLE),
                "x": to_json(x),
                "r": [one.hex() for one in IDS],
                "gives": decision_id(RECORD, TITLE, x, IDS).hex(),
            }
        )
    cases.append(
        {
            "name": "2,001 ops are too many, whatever they say",
            "do": "decode",
            "bytes": _too_many_ops(),
            "refused": "too_large",
        }
    )
    streams, made = _stream_cases()
    about = (
        '"both": a change and its canonical bytes are one another. "decode": canonical bytes are refused. "body": deflated bytes give a change. '
        '"seal": place, chain_key, nonce, body and checkpoint give the envelope, its id and the next chain key; opening the envelopes in order gives bodies, author and checkpoints again. '
        '"open": a reader at change `seq` of the stream, with roster_seq 4 and the author of the changes before it, refuses an envelope.'
    )
    world = team_world() | {"bytes": {name: data.hex() for name, data in made.items()}}
    return {"noun": "change", "about": about, "world": world, "cases": [*cases, *_body_cases(), *streams]}
