"""The desk's own list of its exports: signed, sealed, complete or refused, and never in a folder that leaves."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from server.desk.archive.entries import NO_RELEASE
from server.desk.archive.locker import Locker
from server.desk.desk import Desk
from server.desk.export.coordinator import coordinator_text
from server.desk.export.report import Report
from server.desk.ledger.chain import LEDGER_FILE, LedgerFile
from server.desk.ledger.held import HeldRelease, HeldTable
from server.desk.publish import ExportRequest
from server.format.change import Op
from server.format.refusals import Refusal
from server.seal.device import Device
from tests.desk.conftest import PASSPHRASE, Place
from tests.desk.tables import NO_LIMITS
from tests.desk.team import MASTUNG, Stream, with_witness

K = 3
STATISTICS = ExportRequest("statistics", K, {}, limits=NO_LIMITS)
TOLD = MASTUNG["R1_mastung_killing"]
LOCKER = Locker(b"v" * 32)
DEVICE = Device(b"s" * 32, b"k" * 32)


def release(name: str) -> HeldRelease:
    return HeldRelease(
        name, name[:10], "un", 5, "ab" * 32, ("1" * 32,), {"records": HeldTable(("2" * 32,), (0,), (7,))}
    )


def ledger(folder: Path, device: Device = DEVICE) -> LedgerFile:
    return LedgerFile(folder, LOCKER, device)


def three(folder: Path) -> list[bytes]:
    """The heads of a ledger of three exports, from the beginning on."""
    heads = [NO_RELEASE]
    for at in range(3):
        heads.append(ledger(folder).append(release(f"2026-11-2{at}-un"), heads[-1]))
    return heads


def rewritten(folder: Path, change: object) -> None:
    """As somebody who has the locker's key, and not the device's."""
    name = LOCKER.name("releases", b"")
    lines = json.loads(LOCKER.open(name, (folder / LEDGER_FILE).read_bytes()))
    (folder / LEDGER_FILE).write_bytes(LOCKER.seal(name, json.dumps(change(lines)).encode()))  # type: ignore[operator]


def test_what_was_entered_is_read_again(tmp_path: Path) -> None:
    heads = three(tmp_path)
    releases, head = ledger(tmp_path).read(heads[3])
    assert releases == tuple(release(f"2026-11-2{at}-un") for at in range(3))
    assert head == heads[3]
    assert (tmp_path / LEDGER_FILE).stat().st_mode & 0o077 == 0
    assert b"2026" not in (tmp_path / LEDGER_FILE).read_bytes()


@pytest.mark.parametrize(
    "change",
    [
        lambda lines: lines[1:],
        lambda lines: lines[:1] + lines[2:],
        lambda lines: lines[:2],
        lambda lines: [lines[1], lines[0], lines[2]],
        lambda lines: [[lines[0][0].replace('"k": 5', '"k": 2'), lines[0][1]], *lines[1:]],
        lambda lines: [],
        lambda lines: [["{}"]],
    ],
    ids=["first gone", "middle gone", "last gone", "reordered", "changed", "emptied", "nonsense"],
)
def test_a_ledger_that_somebody_tampered_with_is_refused_by_name(tmp_path: Path, change: object) -> None:
    heads = three(tmp_path)
    rewritten(tmp_path, change)
    with pytest.raises(Refusal, match="ledger_damaged"):
        ledger(tmp_path).read(heads[3])


def test_a_ledger_of_another_desk_or_with_a_bent_byte_or_gone_is_refused(tmp_path: Path) -> None:
    heads = three(tmp_path)
    with pytest.raises(Refusal, match="ledger_damaged"):
        ledger(tmp_path, Device(b"t" * 32, b"k" * 32)).read(heads[3])
    body = (tmp_path / LEDGER_FILE).read_bytes()
    (tmp_path / LEDGER_FILE).write_bytes(body[:-1] + bytes([body[-1] ^ 1]))
    with pytest.raises(Refusal, match="ledger_damaged"):
        ledger(tmp_path).read(heads[3])
    (tmp_path / LEDGER_FILE).unlink()
    with pytest.raises(Refusal, match="ledger_damaged"):
        ledger(tmp_path).read(heads[3])


def test_a_desk_that_died_after_entering_an_export_goes_on(tmp_path: Path) -> None:
    heads = three(tmp_path)
    releases, head = ledger(tmp_path).read(heads[2])
    assert (len(releases), head) == (3, heads[3])


def test_two_exports_at_once_do_not_overwrite_each_other(tmp_path: Path) -> None:
    heads = three(tmp_path)
    with pytest.raises(Refusal, match="export_overtaken"):
        ledger(tmp_path).append(release("2026-11-30-un"), heads[2])
    assert len(ledger(tmp_path).read(heads[3])[0]) == 3


def told(place: Place, number: int = 9) -> tuple[Desk, list[Stream]]:
    desk = place.joined()
    return desk, [place.team.testify(with_witness(TOLD)) for _ in range(number)]


def withdraw(place: Place, stream: Stream) -> None:
    (given,) = stream.seen
    place.team.push(place.team.seal(stream, (Op(("c_statistics",), "no", (given,)),)))


def everything_in(folder: Path) -> bytes:
    return b"".join(path.name.encode() + path.read_bytes() for path in sorted(folder.iterdir()))


def test_a_withdrawn_testimony_is_in_no_later_export_and_the_earlier_one_is_named(place: Place) -> None:
    desk, streams = told(place)
    marked = place.team.testify(with_witness(MASTUNG["R2_rescue_car"]))
    for _ in range(K):
        place.team.testify(with_witness(MASTUNG["R2_rescue_car"]))
    first = desk.export(STATISTICS)
    assert first.folder is not None
    assert first.report.withdrawn == ()
    withdraw(place, marked)
    second = desk.export(STATISTICS)
    assert second.folder is not None
    assert marked.record not in [second.report.selected.records[row.subject] for row in second.report.tables[0].rows]
    (named,) = second.report.withdrawn
    assert (named.name, named.purpose, named.testimonies) == (first.folder.name, "statistics", 1)
    assert f"{first.folder.name} (statistics" in coordinator_text(second.report)
    assert first.folder.name.encode() not in everything_in(second.folder)
    assert len(streams) == 9


def test_others_wait_with_who_withdrew_also_after_the_desk_was_locked(place: Place) -> None:
    desk, streams = told(place)
    desk.export(STATISTICS)
    withdraw(place, streams[0])
    desk.lock()
    again = Desk(place.config())
    again.unlock(PASSPHRASE)
    report = again.preview(STATISTICS).report
    assert (report.refusal, report.waiting, report.exported) == (None, K - 1, 9 - K)
    assert f"{K - 1} wait for a later export" in coordinator_text(report)


def test_a_preview_is_not_entered(place: Place) -> None:
    desk, _ = told(place, 4)
    desk.preview(STATISTICS)
    assert not (place.folder / "desk" / LEDGER_FILE).exists()


def test_without_its_ledger_a_desk_that_exported_before_exports_nothing(place: Place) -> None:
    desk, _ = told(place, 4)
    desk.export(STATISTICS)
    (place.folder / "desk" / LEDGER_FILE).unlink()
    for work in (desk.preview, desk.export):
        with pytest.raises(Refusal, match="ledger_damaged"):
            work(STATISTICS)
    assert len(list((place.folder / "desk" / "exports").iterdir())) == 1


def test_what_is_for_the_coordinator_is_in_no_file_that_leaves(place: Place) -> None:
    desk, streams = told(place)
    place.team.testify(with_witness(TOLD, c_statistics="no"))
    published = desk.export(STATISTICS)
    assert published.folder is not None
    text, leaves = coordinator_text(published.report), everything_in(published.folder)
    assert streams[0].record.hex() in text
    assert all(stream.record.hex().encode() not in leaves for stream in streams)
    for word in (
        b"unique",
        b"withheld by consent",
        b"Easiest",
        b"considered",
        b"prosecutor",
        b"journalist",
        b"marketer",
    ):
        assert word not in leaves.replace(b'"unique": true', b""), word
    assert isinstance(published.report, Report)
