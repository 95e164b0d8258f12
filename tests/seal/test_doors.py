"""The ways in: a passphrase opens the vault, an invite opens the team, and media come back as they were."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace

import pytest

from server.format.chunk import Manifest, decode_manifest, encode_manifest
from server.format.entry import Role
from server.format.invite import Invite, Request, Welcome, build, build_text, check_head, parse_text
from server.format.keyfile import SLOT_SIZE, Cost, SlotKind
from server.format.refusals import Refusal
from server.seal import vault
from server.seal.chunk import open_chunks, seal_chunks
from server.seal.invite import invite_id, open_request, open_welcome, request_invite_id, seal_request, seal_welcome
from server.seal.primitives import kdf
from server.seal.vault import Passphrase, calibrate, new_key_file, open_key_file
from tests.vectors.judge import each, judge, roster
from tests.vectors.plain import Json, bytes_of

CHEAP = Cost(19 * 1024, 2)


@each("keyfile", "open")
def test_a_passphrase_opens_what_it_was_made_for(case: Json, world: Json) -> None:
    def answer() -> Json:
        unlocked = open_key_file(
            bytes_of(case["file"], world), case["passphrase"], second=bytes.fromhex(case.get("second", ""))
        )
        return {"kind": int(unlocked.kind), "vault_key": unlocked.vault_key.hex()}

    judge(case, answer)


@each("keyfile", "derive")
def test_every_store_has_its_own_key(case: Json, world: Json) -> None:
    assert kdf(bytes.fromhex(case["vault_key"]), case["label"]).hex() == case["gives"]


def test_no_argon2_is_run_for_a_file_that_asks_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: object, **__: object) -> bytes:
        raise AssertionError("Argon2id was run")

    monkeypatch.setattr(vault, "argon2id", run)
    for memory, rounds in ((1 << 21, 2), (1 << 16, 65), (2**32 - 1, 2**32 - 1)):
        header = b"GWV1\x01" + memory.to_bytes(4, "big") + rounds.to_bytes(4, "big") + b"\x01"
        with pytest.raises(Refusal, match="too_large"):
            open_key_file(header + bytes(16 + 4 * SLOT_SIZE), "x")


def test_nobody_can_tell_how_many_passphrases_there_are() -> None:
    def kind_of_bytes(passphrases: list[Passphrase]) -> tuple[int, set[int]]:
        data = new_key_file(passphrases, cost=CHEAP, random=os.urandom)
        slots = [data[30 + SLOT_SIZE * slot :][:SLOT_SIZE] for slot in range(4)]
        return len(data), {len(set(slot)) > 60 for slot in slots}

    real = Passphrase("real", SlotKind.KEEPS, os.urandom(32))
    duress = Passphrase("duress", SlotKind.OVERWRITES, os.urandom(32))
    assert kind_of_bytes([real]) == kind_of_bytes([real, duress]) == (398, {True})


def test_a_slot_is_not_taken_in_a_known_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "argon2id", lambda *_, **__: bytes(32))
    taken = set()
    for _ in range(60):
        data = new_key_file([Passphrase("x", SlotKind.KEEPS, bytes(32))], cost=CHEAP, random=os.urandom)
        for slot in range(4):
            try:
                vault.open_key_file(
                    data[: 30 + SLOT_SIZE * slot] + bytes(SLOT_SIZE) + data[30 + SLOT_SIZE * (slot + 1) :], "x"
                )
            except Refusal:
                taken.add(slot)
    assert taken == {0, 1, 2, 3}


def test_set_up_raises_the_rounds_to_what_the_machine_can_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "argon2id", lambda *_, **__: bytes(32))
    for took, rounds in ((0.6, 5), (60.0, 2), (0.0, 16)):
        ticks = iter((100.0, 100.0 + took))
        assert calibrate(lambda ticks=ticks: next(ticks)) == Cost(64 * 1024, rounds)


@each("invite", "parse")
def test_an_invite_is_read_whole_or_not_at_all(case: Json, world: Json) -> None:
    def answer() -> Json:
        invite = parse_text(case["text"])
        assert build_text(invite) == case["text"]
        assert len(build(invite)) == 104
        named = {key: getattr(invite, key).hex() for key in ("team_id", "head", "inviter", "secret")}
        return named | {"seq": invite.seq}

    judge(case, answer)


@each("invite", "check_head")
def test_a_newcomer_refuses_another_team_than_the_invite_promised(case: Json, world: Json) -> None:
    def answer() -> Json:
        check_head(parse_text(case.get("invite", world["invite"]["invite"])), roster(world, case["known"]))
        return True

    judge(case, answer)


@each("invite", "open_welcome", "open_request")
def test_a_letter_opens_with_its_invite_only(case: Json, world: Json) -> None:
    def answer() -> Json:
        invite, sealed = parse_text(world["invite"]["invite"]), bytes_of(case["sealed"], world)
        if case["do"] == "open_welcome":
            return welcome_json(open_welcome(invite, sealed, now=case["now"]))
        return request_json(open_request(invite, sealed))

    judge(case, answer)


@each("invite", "seal_welcome", "seal_request")
def test_a_letter_is_sealed_alike_everywhere(case: Json, world: Json) -> None:
    invite, nonce = parse_text(world["invite"]["invite"]), bytes.fromhex(case["nonce"])
    assert invite_id(invite.secret).hex() == world["invite"]["invite_id"]
    if case["do"] == "seal_welcome":
        said = case["welcome"]
        secret = bytes.fromhex(said["epoch_secret"])
        welcome = Welcome(said["team"], Role(said["role"]), said["epoch"], secret, said["expires"])
        sealed = seal_welcome(invite, welcome, nonce=nonce)
    else:
        said = case["request"]
        keys = (bytes.fromhex(said[key]) for key in ("sign_pk", "kem_pk", "mailbox"))
        sealed = seal_request(invite, Request(*keys, said["label"]), nonce=nonce)
        assert request_invite_id(sealed) == invite_id(invite.secret)
    assert sealed == bytes_of(case["gives"], world)


def welcome_json(welcome: Welcome) -> Json:
    named = {"team": welcome.team, "role": int(welcome.role), "epoch": welcome.epoch}
    return named | {"epoch_secret": welcome.epoch_secret.hex(), "expires": welcome.expires}


def request_json(request: Request) -> Json:
    keys = {key: getattr(request, key).hex() for key in ("sign_pk", "kem_pk", "mailbox")}
    return keys | {"label": request.label}


def test_a_letter_under_another_secret_is_not_opened() -> None:
    invite = Invite(bytes(32), 0, bytes(32), bytes(16), os.urandom(16))
    sealed = seal_welcome(invite, Welcome("گواہی", Role.DOCUMENTER, 1, bytes(32), 9), nonce=bytes(12))
    with pytest.raises(Refusal, match="invite_damaged"):
        open_welcome(replace(invite, secret=bytes(16)), sealed, now=1)


@each("chunk", "seal")
def test_media_come_back_as_they_were(case: Json, world: Json) -> None:
    data = bytes_of(case["data"])
    keys = {"fk": bytes.fromhex(case["fk"]), "media_id": bytes.fromhex(case["media_id"])}
    manifest, chunks = seal_chunks(data, kind=case["kind"], **keys)
    found = {"manifest": encode_manifest(manifest).hex(), "chunks": [name.hex() for name in manifest.chunks]}
    assert found | {"starts": [chunk[:16].hex() for chunk in chunks]} == case["gives"]
    assert {len(chunk) for chunk in chunks} == {262_144}
    assert open_chunks(decode_manifest(bytes.fromhex(case["gives"]["manifest"])), chunks) == data


@each("chunk", "open")
def test_harmed_media_are_refused_by_name(case: Json, world: Json) -> None:
    manifest, sealed = seal_chunks(
        bytes_of(case["data"]),
        fk=bytes.fromhex(case["fk"]),
        media_id=bytes.fromhex(case["media_id"]),
        kind=case["kind"],
    )
    judge(case, lambda: open_chunks(*harmed(manifest, list(sealed), case["harm"])).hex())


def harmed(manifest: Manifest, chunks: list[bytes], harm: Json) -> tuple[Manifest, list[bytes]]:
    if "swap" in harm:
        first, second = harm["swap"]
        chunks[first], chunks[second] = chunks[second], chunks[first]
    if "drop" in harm:
        del chunks[harm["drop"]]
    if "cut" in harm:
        chunk, size = harm["cut"]
        chunks[chunk] = chunks[chunk][:-size]
    if "flip" in harm:
        chunk, place = harm["flip"]
        chunks[chunk] = chunks[chunk][:place] + bytes((chunks[chunk][place] ^ 1,)) + chunks[chunk][place + 1 :]
    if harm.get("rename"):
        manifest = replace(manifest, chunks=tuple(hashlib.sha256(chunk).digest() for chunk in chunks))
    keys = {key: bytes.fromhex(harm[key]) for key in ("fk", "media_id", "sha256") if key in harm}
    return replace(manifest, size=harm.get("size", manifest.size), **keys), chunks


@each("chunk", "manifest")
def test_a_manifest_that_contradicts_itself_is_refused(case: Json, world: Json) -> None:
    judge(case, lambda: decode_manifest(bytes.fromhex(case["bytes"])).kind)
