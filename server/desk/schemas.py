"""What the desk's routes accept and answer, field by field as the web app has it (static/src/journey.ts)."""

from __future__ import annotations

from typing import Final, cast

from marshmallow import Schema, fields, validate

from server.desk.archive.findings import Finding
from server.desk.desk import Status
from server.desk.exporting import Published
from server.desk.publish import ExportRequest
from server.format.consent import PURPOSES, Purpose

LARGEST_K: Final = 1_000
_PASSPHRASE: Final = validate.Length(min=1, max=1_024)


class Join(Schema):
    link = fields.String(required=True, validate=validate.Length(min=1, max=4_096))
    label = fields.String(required=True, validate=validate.Length(min=1, max=128))
    passphrase = fields.String(required=True, validate=_PASSPHRASE)


class Unlock(Schema):
    passphrase = fields.String(required=True, validate=_PASSPHRASE)


class Export(Schema):
    purpose = fields.String(required=True, validate=validate.OneOf(PURPOSES))
    k = fields.Integer(required=True, strict=True, validate=validate.Range(min=2, max=LARGEST_K))
    levels = fields.Dict(
        keys=fields.String(validate=validate.Length(max=64)),
        values=fields.Integer(strict=True, validate=validate.Range(min=0, max=32)),
        load_default=dict,
    )


def export_request(loaded: dict[str, object]) -> ExportRequest:
    return ExportRequest(
        cast("Purpose", loaded["purpose"]), cast("int", loaded["k"]), cast("dict[str, int]", loaded["levels"])
    )


def status_json(status: Status) -> dict[str, object]:
    return {
        "present": True,
        "state": status.state,
        "team": status.team,
        "records": status.records,
        "findings": [_finding_json(finding) for finding in status.findings],
    }


def _finding_json(finding: Finding) -> dict[str, object]:
    return {
        "name": finding.name,
        "author": None if finding.author is None else finding.author.hex(),
        "before": finding.before,
        "after": finding.after,
    }


def report_json(published: Published) -> dict[str, object]:
    report = published.report
    outcome = report.outcome
    return {
        "allowed": report.refusal is None,
        "refusal": report.refusal,
        "considered": report.selected.considered,
        "exported": report.exported,
        "withheldByConsent": report.selected.withheld_by_consent,
        "disputedValues": report.disputed,
        "waiting": report.waiting,
        "limits": {"k": report.k, "highestRisk": report.limits.highest_risk, "globalRisk": report.limits.global_risk},
        "risk": {
            "uniqueBefore": report.attack.unique,
            "smallestClass": outcome.smallest,
            "prosecutor": outcome.highest,
            "journalist": report.attack.journalist,
            "marketer": outcome.overall,
            "over": [one.name for one in outcome.over],
        },
        "worst": [{"record": one.record.hex(), "group": one.group, "facts": one.facts} for one in report.worst],
        "proposals": [{"k": one.k, "highestRisk": one.highest, "globalRisk": one.overall} for one in report.proposals],
        "withdrawn": [
            {"name": one.name, "day": one.day, "purpose": one.purpose, "testimonies": one.testimonies}
            for one in report.withdrawn
        ],
        "levels": {name: {"level": at.level, "name": at.name, "of": at.of} for name, at in outcome.levels.items()},
        # A table that holds too few testimonies is withheld: it has no rows here, and no file.
        "tables": [
            {
                "name": risk.name,
                "rows": risk.after.rows if risk.after else 0,
                "smallestClass": risk.after.smallest if risk.after else 0,
                "classes": risk.after.classes if risk.after else 0,
            }
            for risk in outcome.risks
        ],
        "files": [{"name": one.name, "bytes": len(one.body), "sha256": one.sha256} for one in published.files],
        "folder": None if published.folder is None else str(published.folder.resolve()),
    }
