"""The files of one export, as bytes: tables, what describes them for people and programs, how they were made, and a
signed manifest. Nothing is written here; the same report gives the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from server.desk.anonymise.anonymised import Anonymised
from server.desk.anonymise.cells import Ladders
from server.desk.export.datapackage import datapackage
from server.desk.export.dictionary import dictionary
from server.desk.export.report import Report, methods_text, report_json
from server.desk.export.sheet import sheet
from server.forms.form import Form

MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
_SIGNED: Final = b"gawahi/v1/export-manifest\0"


@dataclass(frozen=True, slots=True)
class PackedFile:
    name: str
    body: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class Signer:
    """The desk's own key: ``sign`` is Ed25519. The team is not named, and nobody but the team knows whose key it is."""

    sign_pk: bytes
    sign: Callable[[bytes], bytes]


def pack(released: Anonymised, report: Report, form: Form, ladders: Ladders, signer: Signer) -> tuple[PackedFile, ...]:
    sheets = [sheet(table) for table in released.tables]
    files = [
        *(PackedFile(f"{one.shape.name}.csv", body) for one, body in zip(released.tables, sheets, strict=True)),
        PackedFile("datapackage.json", datapackage(released, sheets, report.purpose)),
        PackedFile("dictionary.json", dictionary(released, form, ladders)),
        PackedFile("report.json", report_json(report)),
        PackedFile("methods.txt", methods_text(report)),
    ]
    manifest = PackedFile(MANIFEST, _manifest(files, report))
    signature = {"ed25519": signer.sign_pk.hex(), "signature": signer.sign(_SIGNED + manifest.body).hex()}
    return (*files, manifest, PackedFile(SIGNATURE, _json(signature)))


def signed_message(manifest: bytes) -> bytes:
    """What the signature in `manifest.sig` is over."""
    return _SIGNED + manifest


def _manifest(files: list[PackedFile], report: Report) -> bytes:
    return _json(
        {
            "protocol": "gawahi/v1",
            "purpose": report.purpose,
            "k": report.k,
            "form": {"id": report.form[0], "version": report.form[1]},
            "files": [{"name": one.name, "bytes": len(one.body), "sha256": one.sha256} for one in files],
        }
    )


def _json(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
