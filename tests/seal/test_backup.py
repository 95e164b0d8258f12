"""A device's keys outlive the device: the file under its passphrase, the paper by its 24 words, and nobody else's."""

from __future__ import annotations

import pytest

from server.format.backup import Backup, Way, note_link, note_of_link
from server.format.entry import Role
from server.format.keyfile import Cost
from server.format.refusals import Refusal
from server.seal import backup as sealing
from server.seal.backup import open_backup, open_note, root_of, seal_backup, seal_note, seeds_of, words_of
from tests.seal.given import given
from tests.vectors.judge import each, judge
from tests.vectors.makers.backups import backup_json, way_json
from tests.vectors.plain import Json, bytes_of


def way_of(said: Json) -> Way:
    seed = None if said["admin_seed"] is None else bytes.fromhex(said["admin_seed"])
    team_id, head, secret = (bytes.fromhex(said[key]) for key in ("team_id", "head", "epoch_secret"))
    return Way(said["team"], team_id, said["seq"], head, said["epoch"], secret, seed)


def backup_of(said: Json) -> Backup:
    sign, kem, mailbox = (bytes.fromhex(said[key]) for key in ("sign", "kem", "mailbox"))
    root = None if said["root"] is None else bytes.fromhex(said["root"])
    return Backup(sign, kem, root, said["label"], Role(said["role"]), mailbox, said["relay"], way_of(said["way"]))


@each("backup", "open")
def test_a_backup_gives_back_the_keys_to_whoever_knows_its_passphrase(case: Json, world: Json) -> None:
    judge(case, lambda: backup_json(open_backup(bytes_of(case["file"], world), case["passphrase"])))


@each("backup", "seal")
def test_a_backup_is_sealed_alike_everywhere(case: Json, world: Json) -> None:
    random = given(bytes.fromhex(case["salt"]), bytes.fromhex(case["nonce"]))
    cost = Cost(case["memory_kib"], case["rounds"])
    sealed = seal_backup(backup_of(case["backup"]), case["passphrase"], cost=cost, random=random)
    assert sealed == bytes_of(case["gives"], world)


@each("backup", "seeds")
def test_one_root_gives_both_seeds(case: Json, world: Json) -> None:
    sign, kem = seeds_of(bytes.fromhex(case["root"]))
    assert {"sign": sign.hex(), "kem": kem.hex()} == case["gives"]


@each("backup", "words", "root")
def test_the_paper_gives_back_the_root_from_its_words_alone(case: Json, world: Json) -> None:
    def answer() -> Json:
        return words_of(bytes.fromhex(case["root"])) if case["do"] == "words" else root_of(case["typed"]).hex()

    judge(case, answer)


@each("backup", "open_note", "seal_note", "link")
def test_the_note_leads_back_to_the_team_by_the_words_of_its_paper(case: Json, world: Json) -> None:
    def answer() -> Json:
        if case["do"] == "link":
            return note_of_link(case["link"]).hex()
        root = bytes.fromhex(case["root"])
        if case["do"] == "open_note":
            return way_json(open_note(bytes_of(case["note"], world), root))
        return seal_note(way_of(case["way"]), root, random=given(bytes.fromhex(case["nonce"]))).hex()

    if isinstance(case.get("gives"), dict) and "from" in case["gives"]:
        assert answer() == bytes_of(case["gives"], world).hex()
    else:
        judge(case, answer)


def test_a_note_and_its_link_are_one() -> None:
    assert note_of_link(note_link("https://relay.example/", b"GWP1\x01")) == b"GWP1\x01"


def test_no_argon2_is_run_for_a_backup_that_asks_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(*_: object, **__: object) -> bytes:
        raise AssertionError("Argon2id was run")

    monkeypatch.setattr(sealing, "argon2id", run)
    for memory, rounds in ((1 << 21, 2), (1 << 16, 65), (2**32 - 1, 2**32 - 1)):
        header = b"GWK1\x01" + memory.to_bytes(4, "big") + rounds.to_bytes(4, "big") + b"\x01"
        with pytest.raises(Refusal, match="too_large"):
            open_backup(header + bytes(16 + 12 + 1040), "x")
