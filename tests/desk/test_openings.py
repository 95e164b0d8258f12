"""A desk sees who asks for a witness's name like every coordinator, and can open, keep or export none."""

from __future__ import annotations

import ast
import os
import re
from pathlib import Path
from random import SystemRandom

from server.desk.archive.archive import Archive
from server.desk.archive.locker import Locker
from server.desk.archive.store import Store
from server.desk.ledger.held import Past
from server.desk.openings_command import opening_text
from server.desk.publish import ExportRequest, examine, pack_report
from server.desk.relay_client import Letter
from server.format.identity import Identity, parse
from server.format.item import Kind, item_id
from server.format.opening_said import Accuse, Opened, Refuse, Request, Said
from server.format.roster import Policy, Role
from server.forms.form import load_default
from server.seal.device import Device
from server.seal.identity import seal_identity
from server.seal.opening import Act, seal_opening, seal_release
from server.seal.primitives import KemKey
from server.seal.roster import add_device, opening_mailbox
from tests.desk.conftest import Place
from tests.desk.tables import NO_LIMITS
from tests.desk.team import MASTUNG, with_witness
from tests.desk.test_archive import archive_for, everything_on, give
from tests.desk.test_export import SIGNER

ROOT = Path(__file__).resolve().parents[2]
NAME = "Kanarienfrau زہرا"
WHY = "the court \x1b[2J has\nsummoned her"
NOW = 1_795_000_000_000
OPENERS = {"open_identity", "open_share", "open_locked_share", "open_release", "seal_release", "combine"}


def say(place: Place, author: Device, said: Said) -> Act:
    item, act = seal_opening(place.team.roster, author, said, os.urandom)
    place.team.push(Letter(Kind.OPENING, item, opening_mailbox(place.team.epoch_secret)))
    return act


def guarded(place: Place) -> tuple[Device, Device, Device]:
    """A coordinator of one's own, and two guardians who must agree."""
    made = tuple(Device.new(os.urandom) for _ in range(3))
    desk, gul, dawood = made
    labels = {desk: "Desk", gul: "Gul", dawood: "Dawood"}
    roles = {desk: Role.COORDINATOR, gul: Role.GUARDIAN, dawood: Role.GUARDIAN}
    adds = [add_device(one, roles[one], mailbox=os.urandom(16), label=labels[one]) for one in made]
    policy = place.team.roster.policy
    assert policy is not None
    place.team.change_roster(*adds, Policy(quorum=1, k=2, relay_pk=policy.relay_pk))
    return desk, gul, dawood


def ask(place: Place) -> tuple[Act, KemKey]:
    team = place.team
    told = team.testify(with_witness(MASTUNG["R1_mastung_killing"]))
    name = Identity(told.record, ((("s_name",), NAME),))
    box = seal_identity(team.roster, team.phone, name, stream=told.writer.place.stream, no=0, random=os.urandom)
    team.push(Letter(Kind.IDENTITY, box, None))
    reply = KemKey(os.urandom(32))
    said = Request(told.record, item_id(Kind.IDENTITY, box, None), parse(box).lock, reply.public, NOW, WHY)
    return say(place, team.admin, said), reply


def test_the_desk_shows_who_asked_why_and_what_each_guardian_did(place: Place) -> None:
    desk, gul, dawood = guarded(place)
    act, _ = ask(place)
    say(place, gul, seal_release(place.team.roster, gul, act, NOW))
    say(place, dawood, Refuse(act.id, "not safe now"))
    archive = archive_for(place, desk, "one")
    give(archive, everything_on(place))
    (opening,) = archive.openings(NOW)
    assert (opening.state, opening.released, opening.refused) == ("open", (gul.id,), {dawood.id: "not safe now"})
    labels = {member.id: member.label for member in archive.roster.members.values()}
    text = opening_text(opening, lambda who: labels[who or b""])
    assert "Amina" in text
    assert "Gul" in text
    assert "refused: not safe now" in text
    assert "1 of 2 needed" in text
    assert "\x1b" not in text, "a reason must not move the cursor of the terminal"
    assert "summoned her\n" in text
    say(place, dawood, seal_release(place.team.roster, dawood, act, NOW))
    say(place, place.team.admin, Opened(act.id))
    again = archive_for(place, desk, "two")
    give(again, everything_on(place))
    assert [one.state for one in again.openings(NOW)] == ["opened"]
    assert [one.state for one in archive_again(place, desk).openings(NOW)] == ["opened"]


def archive_again(place: Place, desk: Device) -> Archive:
    """The same file, opened once more: what was read is remembered."""
    return Archive(Store(place.folder / "two" / "archive.sqlite", Locker(b"v" * 32)), desk)


def test_a_claim_without_a_proof_is_shown_as_a_claim(place: Place) -> None:
    desk, gul, _ = guarded(place)
    act, _ = ask(place)
    say(place, place.team.admin, Accuse(act.id, gul.id, b""))
    archive = archive_for(place, desk, "one")
    give(archive, everything_on(place))
    (opening,) = archive.openings(NOW)
    assert (opening.proven_false, opening.said_false) == ((), (gul.id,))


def test_a_name_lies_in_no_archive_on_no_wire_and_in_no_export(place: Place) -> None:
    """Both guardians have released, and the desk has everything that a coordinator is given."""
    desk, gul, dawood = guarded(place)
    for _ in range(3):
        place.team.testify(with_witness(MASTUNG["R1_mastung_killing"]))
    act, _ = ask(place)
    for guardian in (gul, dawood):
        say(place, guardian, seal_release(place.team.roster, guardian, act, NOW))
    archive = archive_for(place, desk, "one")
    give(archive, everything_on(place))
    assert archive.openings(NOW)[0].state == "ready"
    form = load_default()
    request = ExportRequest("statistics", 2, {}, limits=NO_LIMITS)
    report = examine(archive.records(), request, form, SystemRandom(), Past((), lambda kind, _said: kind))
    assert report.refusal is None
    exports = [file.body for file in pack_report(report, form, SIGNER)]
    places = [*exports, *place.wire.sent, (place.folder / "one" / "archive.sqlite").read_bytes()]
    places += [path.read_bytes() for path in place.relay_folder.rglob("*") if path.is_file()]
    places.append(repr(archive.records()).encode())
    for text in (NAME, WHY):
        for form_of in (text.encode(), text.encode("utf-16-le"), text.encode("ascii", "backslashreplace")):
            assert not [one for one in places if form_of in one]


def test_the_desk_has_no_way_to_open_a_name() -> None:
    """Nothing in the desk can name what opens a share or a box: not the archive, not the export, not a command."""
    found = []
    for path in sorted((ROOT / "server" / "desk").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                found += [(path.name, alias.name) for alias in node.names if alias.name in OPENERS]
            if isinstance(node, ast.Attribute) and node.attr in OPENERS:
                found.append((path.name, node.attr))
    assert found == []


def test_on_the_phone_one_place_opens_a_name_and_no_export_knows_it() -> None:
    source = ROOT / "static" / "src"
    users = [
        path.relative_to(source).as_posix()
        for path in sorted([*source.rglob("*.ts"), *source.rglob("*.tsx")])
        if re.search(r"\bopenIdentity\(", path.read_text(encoding="utf-8"))
    ]
    assert users == ["seal/identity_opening.ts", "story/opened_names.ts"]
    calls = [path for path in (source / "ui").rglob("*.tsx") if "engine.openName(" in path.read_text(encoding="utf-8")]
    assert [path.name for path in calls] == ["Own.tsx"]
