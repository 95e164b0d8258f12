"""The files of a release as bytes: table, dictionary, Frictionless description, report, methods, manifest of hashes.

The same table, policy and seed give the same bytes: no time, no version of this computer and no path is in them.
"""

from __future__ import annotations

import hashlib
import json
from typing import Final

from server.desk.anonymise.engine.released import Released
from server.desk.export.package import MANIFEST, PackedFile
from server.desk.release.cells import as_text, names, printed, sheet
from server.desk.release.outcome import Outcome
from server.desk.release.plan import Plan
from server.desk.release.report import report_json, report_text

TABLE: Final = "data.csv"
_CLASSES: Final = {
    "quasi": "Could be known of a person: said less exactly, so that several people share it.",
    "sensitive": "Must not be learned of a person: as recorded.",
    "safe": "As recorded.",
}


def pack(outcome: Outcome, released: Released) -> tuple[PackedFile, ...]:
    plan = outcome.plan
    table = PackedFile(TABLE, sheet(names(plan), printed(plan, released)))
    files = [
        table,
        PackedFile("dictionary.csv", _dictionary(plan, released)),
        PackedFile("datapackage.json", _json(_described(plan, table))),
        PackedFile("report.json", report_json(outcome)),
        PackedFile("methods.txt", report_text(outcome)),
    ]
    manifest = {
        "protocol": "gawahi/v1",
        "files": [{"name": one.name, "bytes": len(one.body), "sha256": one.sha256} for one in files],
    }
    return (*files, PackedFile(MANIFEST, _json(manifest)))


def _dictionary(plan: Plan, released: Released) -> bytes:
    """What every column holds, and for generalised ones every level in use."""
    rows: list[tuple[str, ...]] = []
    for name in names(plan):
        disclosure = next(column.disclosure for column in plan.policy.columns if column.name == name)
        rows.append((name, disclosure, _levels_in_use(plan, released, name), _CLASSES[disclosure]))
    return sheet(("column", "class", "levels", "meaning"), rows)


def _levels_in_use(plan: Plan, released: Released, name: str) -> str:
    if name not in plan.ladders:
        return ""
    ladder = plan.ladders[name]
    levels = released.levels[list(plan.ladders).index(name)][released.kept]
    return "; ".join(ladder.names[level] for level in sorted(set(levels.tolist())))


def _described(plan: Plan, table: PackedFile) -> dict[str, object]:
    """A Tabular Data Package of Frictionless Data, version 1."""
    fields = []
    for name in names(plan):
        disclosure = next(column.disclosure for column in plan.policy.columns if column.name == name)
        fields.append({"name": as_text(name), "type": "string", "description": _CLASSES[disclosure]})
    return {
        "profile": "tabular-data-package",
        "name": "anonymised-table",
        "resources": [
            {
                "profile": "tabular-data-resource",
                "name": "data",
                "path": table.name,
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(table.body),
                "hash": f"sha256:{hashlib.sha256(table.body).hexdigest()}",
                "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
                "schema": {"fields": fields, "missingValues": [""]},
            }
        ],
    }


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"
