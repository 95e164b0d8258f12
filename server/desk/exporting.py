"""An export from the open desk to the disk: examined after all earlier ones, entered into the ledger, then written."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

from server.desk.anonymise.select import Folded
from server.desk.archive.archive import Archive
from server.desk.archive.locker import Locker
from server.desk.export.folder import write_folder
from server.desk.export.package import MANIFEST, PackedFile, Signer
from server.desk.export.report import Report
from server.desk.keys import Keys
from server.desk.ledger.chain import LedgerFile
from server.desk.ledger.held import HeldRelease, Past
from server.desk.publish import ExportRequest, examine, held_by, pack_report
from server.forms.form import Form


@dataclass(frozen=True, slots=True)
class Published:
    """What an export came to. ``folder`` None for a preview, which wrote nothing."""

    report: Report
    files: tuple[PackedFile, ...]
    folder: Path | None


@dataclass(frozen=True, slots=True)
class Exporting:
    """One request at a desk whose data lie in ``folder``. ``head`` is that of the ledger as it was read."""

    request: ExportRequest
    form: Form
    folder: Path
    archive: Archive
    keys: Keys
    ledger: LedgerFile
    past: Past
    head: bytes

    @classmethod
    def begin(cls, request: ExportRequest, form: Form, folder: Path, archive: Archive, keys: Keys) -> Exporting:
        """Refuses `ledger_damaged`: without the earlier exports nobody can say what this one gives away."""
        locker = Locker(keys.vault_key)
        ledger = LedgerFile(folder, locker, keys.device)
        releases, head = ledger.read(archive.releases_head)
        past = Past(releases, lambda kind, said: locker.name(kind, said).hex())
        return cls(request, form, folder, archive, keys, ledger, past, head)

    def examine(self, records: Sequence[Folded]) -> Report:
        return examine(records, self.request, self.form, SystemRandom(), self.past)

    def make(self, report: Report, day: str) -> Published:
        """Refuses by the report's own refusal, `export_overtaken` and `device_full`; then no folder is written."""
        device, purpose = self.keys.device, self.request.purpose
        files = pack_report(report, self.form, Signer(device.sign_pk, device.sign))
        name = f"{day}-{purpose}-{secrets.token_hex(4)}"
        manifest = next(file.sha256 for file in files if file.name == MANIFEST)
        testimonies, tables = held_by(report, self.past)
        release = HeldRelease(name, day, purpose, report.k, manifest, testimonies, tables)
        # First the ledger: an export that it does not know is worse than one that it knows and that was not made.
        self.archive.enter_release(lambda before: self.ledger.append(release, before), self.head)
        return Published(report, files, write_folder(self.folder / "exports", name, files))
