"""What is told in the journey: the Mastung records (facts only), a second source that differs, two made-up witnesses.

Every word of `CANARIES` must be found nowhere but on the screens of those who may read it.
"""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

MASTUNG: dict[str, dict[str, Any]] = json.loads(
    (Path(__file__).resolve().parents[1] / "forms" / "mastung.json").read_text(encoding="utf-8")
)
DOCUMENTER_CODE = "KANARI77"
WITNESS = "Zarghuna Kanarizadeh"
FATHER = "گل کنری زادہ"
NARRATIVE = "کنری صبح کی اذان سے پہلے گا رہی تھی 🕯️ the canary sang before dawn, e\u0301clair"
PLACE_SAID = "Kanarienstrasse near the old bridge"
DECISION = "Both lists were compared by the canary committee."
CANARIES = [DOCUMENTER_CODE, WITNESS, FATHER, NARRATIVE, "canary sang before dawn", PLACE_SAID, DECISION]

CONSENTED = {
    "record_kind": "testimony",
    "team_code": "QA01",
    "documenter_code": DOCUMENTER_CODE,
    "record_date": "2026-11-20",
    "interview_language": "haz",
    "place_private": "yes",
    "others_present": ["nobody"],
    "interpreter_used": "no",
    "source_is_child": "adult",
    "told_before": "no",
    "support_info_given": "yes",
    "proceed": "go_on",
    "consent_language": "haz",
    "consent_text_version": "1",
    "consent_method": "oral",
    "c_internal": "yes",
    "c_statistics": "yes",
    "c_public_anon": "no",
    "c_un": "no",
    "c_court_nat": "no",
    "c_court_int": "no",
    "c_partner": "no",
    "c_recontact": "no",
    "s_sex": "f",
    "s_age_band": "18_34",
    "s_role": "witness",
    "s_knows_how": ["saw"],
}
_WHEN_AND_WHERE = {
    "e_type": "one_sided",
    "e_date_prec": "year",
    "e_date_start": "2011-01-01",
    "e_date_end": "2011-12-31",
    "e_country": "PK",
    "e_admin1": "PK_BA",
    "e_geo_prec": "admin1",
}


def _with_code(name: str) -> dict[str, Any]:
    return {**copy.deepcopy(MASTUNG[name]), "documenter_code": DOCUMENTER_CODE}


def second_source() -> dict[str, Any]:
    """The same killing from a second source, whose figure differs."""
    record = _with_code("R1_mastung_killing")
    record["e_title"] = "Pilgrims killed, Mastung, second source"
    record["victim"][0]["v_count_best"] = 29
    record["claim"][0]["n_best"] = 29
    return record


def survivor() -> dict[str, Any]:
    """A witness who agreed to be counted, and to nothing else."""
    return {
        **CONSENTED,
        **_WHEN_AND_WHERE,
        "s_name": WITNESS,
        "s_father": FATHER,
        "e_title": "Account of a survivor",
        "e_place": PLACE_SAID,
        "narrative": NARRATIVE,
    }


def silent_survivor() -> dict[str, Any]:
    """A witness who agreed that it is kept, and that nothing of it is counted."""
    return {**survivor(), "c_statistics": "no", "e_title": "Account that is kept only"}


FIRST_PHONE = [_with_code("R1_mastung_killing"), _with_code("R2_rescue_car"), survivor()]
SECOND_PHONE = [second_source(), _with_code("R3_period_totals"), _with_code("R4_trials"), silent_survivor()]
TITLE = MASTUNG["R1_mastung_killing"]["e_title"]


def values_told(record: dict[str, Any]) -> list[Any]:
    """Every single answer of a record that belongs to the account (the documenter's code and names are kept apart)."""
    apart = {"documenter_code", "s_name", "s_father"}
    told = [value for name, value in record.items() if name not in apart and not _is_collection(value)]
    for value in record.values():
        if _is_collection(value):
            told += [answer for member in value for answer in member.values()]
    return told


def _is_collection(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, dict) for one in value)
