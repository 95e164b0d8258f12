"""The desk joins a team like any newcomer, reads what was sealed for it, says so, and exports what it may."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from server.desk.desk import Desk
from server.desk.publish import ExportRequest
from server.format.change import Op
from server.format.invite import Invite, build_text
from server.format.refusals import Refusal
from server.format.roster import Role
from tests.desk.conftest import PASSPHRASE, Place
from tests.desk.tables import NO_LIMITS
from tests.desk.team import MASTUNG, TEAM_NAME, with_witness

STATISTICS = ExportRequest("statistics", 3, {}, limits=NO_LIMITS)
CANARIES = {
    "s_name": "canaryname فاطمہ",
    "narrative": "canarystory they came at dawn 🕯️",
    "e_title": "canarytitle",
    "e_place": "canaryplace",
    "e_date_said": "canarysaid",
    "documenter_code": "CANARYDOC",
    "doc_notes": "canarynote",
    "r_note": "canaryreview",
    "c_restrictions": "canaryrestriction",
    "team_code": "ZZ99",
    "e_type": "canarycode",
}
VICTIM_CANARIES = {"v_name": "canaryvictim", "v_father": "canaryfather", "v_dob": "1971-01-31"}


def with_canaries() -> dict:
    told = with_witness(MASTUNG["R1_mastung_killing"], **CANARIES)
    return {**told, "victim": [{**told["victim"][0], **VICTIM_CANARIES}]}


def files_below(folder: Path) -> bytes:
    return b"".join(str(path).encode() + path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_desk_joins_is_admitted_reads_and_exports(place: Place) -> None:
    desk = Desk(place.config())
    assert desk.status().state == "new"
    desk.join(place.team.invite(), "Desk", PASSPHRASE)
    assert (desk.status().state, desk.status().team) == ("joining", TEAM_NAME)
    assert place.team.admit() == 1
    place.clock.seconds += 10
    assert desk.status().state == "open"
    for answers in MASTUNG.values():
        for _ in range(3):
            place.team.testify(answers)
    published = desk.export(STATISTICS)
    assert published.report.selected.considered == 12
    assert published.folder is not None
    with (published.folder / "claim.csv").open(encoding="utf-8", newline="") as file:
        assert sorted({row["n_best"] for row in csv.DictReader(file)}) == ["105", "26", "3", "347"]


def test_no_identifier_leaves_and_none_lies_in_clear_on_the_disk_or_the_wire(place: Place) -> None:
    desk = place.joined()
    for _ in range(4):
        place.team.testify(with_canaries())
    published = desk.export(STATISTICS)
    assert published.folder is not None
    exported = files_below(published.folder)
    assert b"PK_BA_MAS" in exported, "the export is empty: this test would prove nothing"
    secrets = [*CANARIES.values(), *VICTIM_CANARIES.values(), "canary", "Amina", "Bilal", PASSPHRASE]
    for secret in secrets:
        assert secret.encode() not in exported, secret
    for stream in (place.team.admin, place.team.phone):
        assert stream.id.hex().encode() not in exported
    assert place.team.roster.team_id.hex()[:32].encode() not in exported
    kept = b"".join(path.read_bytes() for path in (place.folder / "desk").iterdir() if path.is_file()) + files_below(
        place.relay_folder
    )
    wire = b"".join(place.wire.sent)
    for secret in [*CANARIES.values(), *VICTIM_CANARIES.values(), "canary", PASSPHRASE, "PK_BA_MAS", "gawahi_default"]:
        assert secret.encode() not in kept, secret
        assert secret.encode() not in wire, secret


def test_the_phone_learns_that_its_testimony_is_readable(place: Place) -> None:
    desk = place.joined()
    stream = place.team.testify(MASTUNG["R2_rescue_car"])
    assert place.team.acknowledged() == set()
    desk.sync()
    assert place.team.acknowledged() == set(stream.seen)


def test_what_was_recorded_before_the_desk_was_let_in_is_not_for_it_until_it_is_granted(place: Place) -> None:
    place.team.testify(MASTUNG["R2_rescue_car"])
    desk = place.joined()
    place.team.testify(MASTUNG["R1_mastung_killing"])
    desk.sync()
    assert desk.status().records == 1
    assert desk.set_aside() == {"not_recipient": 2}


def test_a_withdrawal_on_the_relay_is_seen_before_anything_is_exported(place: Place) -> None:
    desk = place.joined()
    streams = [place.team.testify(with_witness(MASTUNG["R1_mastung_killing"])) for _ in range(4)]
    assert desk.preview(STATISTICS).report.selected.withheld_by_consent == 0
    (given,) = streams[0].seen
    place.team.push(place.team.seal(streams[0], (Op(("c_statistics",), "no", (given,)),)))
    assert desk.preview(STATISTICS).report.selected.withheld_by_consent == 1


def test_without_the_relay_nothing_is_exported_and_the_desk_still_answers(place: Place) -> None:
    desk = place.joined()
    place.wire.is_cut = True
    place.clock.seconds += 10
    assert desk.status().state == "open"
    with pytest.raises(Refusal, match="relay_unreachable"):
        desk.export(STATISTICS)
    assert not (place.folder / "desk" / "exports").exists()


def test_below_k_nothing_is_written(place: Place) -> None:
    desk = place.joined()
    place.team.testify(MASTUNG["R1_mastung_killing"])
    preview = desk.preview(STATISTICS)
    assert (preview.report.refusal, preview.folder) == ("k_not_reached", None)
    with pytest.raises(Refusal, match="k_not_reached"):
        desk.export(STATISTICS)
    with pytest.raises(Refusal, match="nothing_to_export"):
        desk.export(replace(STATISTICS, purpose="un"))
    assert not (place.folder / "desk" / "exports").exists()


def test_two_coordinators_who_differ_leave_a_disputed_value(place: Place) -> None:
    desk = place.joined()
    streams = [place.team.testify(MASTUNG["R1_mastung_killing"]) for _ in range(4)]
    for stream in streams:
        other = place.team.other_hand(stream)
        place.team.push(place.team.seal(other, (Op(("e_type",), "bombing"),)))
    published = desk.export(STATISTICS)
    assert published.report.disputed == 4
    assert published.folder is not None
    with (published.folder / "records.csv").open(encoding="utf-8", newline="") as file:
        assert {row["e_type"] for row in csv.DictReader(file)} == {"disputed"}


def test_a_desk_opens_again_with_its_passphrase_and_forgets_nothing(place: Place) -> None:
    place.joined().lock()
    place.team.testify(MASTUNG["R1_mastung_killing"])
    desk = Desk(place.config())
    assert desk.status().state == "locked"
    with pytest.raises(Refusal, match="desk_locked"):
        desk.export(STATISTICS)
    desk.unlock(PASSPHRASE)
    assert (desk.status().state, desk.status().records) == ("open", 1)


def test_a_wrong_passphrase_opens_nothing_and_many_make_it_wait(place: Place) -> None:
    place.joined().lock()
    desk = Desk(place.config())
    for _ in range(3):
        with pytest.raises(Refusal, match="wrong_passphrase"):
            desk.unlock("river mulberry lantern")
    with pytest.raises(Refusal, match="too_many"):
        desk.unlock(PASSPHRASE)
    assert not desk.is_open
    place.clock.seconds += 2
    desk.unlock(PASSPHRASE)
    assert desk.is_open


def test_a_desk_belongs_to_one_team(place: Place) -> None:
    desk = place.joined()
    with pytest.raises(Refusal, match="desk_exists"):
        desk.join(place.team.invite(), "Desk", PASSPHRASE)


@pytest.mark.parametrize(
    ("spoil", "name"),
    [
        (lambda team: team.invite()[:-3], "invite_damaged"),
        (lambda team: "https://example.org/", "invite_damaged"),
        (lambda team: team.invite(days=-1), "invite_expired"),
        (lambda team: team.invite(Role.DOCUMENTER), "not_recipient"),
    ],
)
def test_a_bad_invite_is_refused_and_leaves_nothing(place: Place, spoil, name: str) -> None:
    desk = Desk(place.config())
    with pytest.raises(Refusal, match=name):
        desk.join(spoil(place.team), "Desk", PASSPHRASE)
    assert desk.status().state == "new"
    assert not (place.folder / "desk" / "desk.key").exists()


def test_an_invite_to_another_team_than_the_relay_shows_is_refused(place: Place) -> None:
    place.team.invite()
    (invite,) = place.team.invites.values()
    lie = Invite(invite.team_id, invite.seq, b"another head of the same length!", invite.inviter, invite.secret)
    with pytest.raises(Refusal, match="invite_head"):
        Desk(place.config()).join(f"https://relay/#join={build_text(lie)}", "Desk", PASSPHRASE)


def test_a_taken_back_invite_is_refused(place: Place) -> None:
    link = place.team.invite()
    (name,) = place.team.invites
    path = f"/api/v1/teams/{place.team.roster.team_tag.hex()}/invites/{name.hex()}"
    place.team.http.delete(path, headers=place.team.relay._headers)
    with pytest.raises(Refusal, match="invite_expired"):
        Desk(place.config()).join(link, "Desk", PASSPHRASE)


def test_a_desk_that_joined_without_a_network_asks_to_be_let_in_later(place: Place) -> None:
    desk = Desk(place.config())
    relay = place.wire.relay

    class NoPush:
        def handle_request(self, request):
            if request.url.path.endswith("/push"):
                place.wire.is_cut = True
                return place.wire.handle_request(request)
            return relay.handle_request(request)

    place.wire.relay = NoPush()  # type: ignore[assignment]
    desk.join(place.team.invite(), "Desk", PASSPHRASE)
    place.wire.relay, place.wire.is_cut = relay, False
    assert place.team.admit() == 0
    place.clock.seconds += 10
    assert desk.status().state == "joining"
    assert place.team.admit() == 1


def test_a_testimony_with_a_damaged_part_waits_because_it_may_be_the_withdrawal(place: Place) -> None:
    desk = place.joined()
    stream = place.team.testify(with_witness(MASTUNG["R1_mastung_killing"]))
    (given,) = stream.seen
    sealed = place.team.seal(stream, (Op(("c_statistics",), "no", (given,)),))
    broken = replace(sealed, body=sealed.body[:-1] + bytes([sealed.body[-1] ^ 1]))
    place.team.push(broken)
    found = desk.preview(STATISTICS).report.selected
    assert (len(found.testimonies), found.waiting) == (0, 1)
    assert desk.set_aside() == {"damaged": 1}
    place.team.push(sealed)
    found = desk.preview(STATISTICS).report.selected
    assert (found.withheld_by_consent, found.waiting) == (1, 0), "the true change has come: nothing is missing"


def test_the_keys_are_for_their_owner_alone(place: Place) -> None:
    place.joined()
    for name in ("desk.key", "desk.device", "archive.sqlite"):
        assert (place.folder / "desk" / name).stat().st_mode & 0o077 == 0, name
    assert (place.folder / "desk" / "desk.key").stat().st_size == 398
