"""The lists of choices of a form: of the choices sheet, of the external sheet, and the one of `acknowledge`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from server.forms.texts import text_of

Row = Mapping[str, Any]

ACKNOWLEDGE: Final = "gw_acknowledge"
_ACKNOWLEDGED: Final = {"v": "OK", "l": {"en": "OK", "ur": "ٹھیک ہے"}}
_OWN: Final = frozenset({"name", "label", "list_name", "media", "image", "audio", "video", "big-image", "geometry"})


def lists_of(sheet: Mapping[str, Iterable[Row]], columns: frozenset[str], first_language: str) -> dict[str, list[Row]]:
    """``columns``: those that an expression reads. Only they travel to the phone."""
    return {name: [_choice(row, columns, first_language) for row in rows] for name, rows in sheet.items()}


def external_lists(rows: Iterable[Row]) -> dict[str, list[dict[str, Any]]]:
    """The rows of the sheet `external_choices` by their list, as pyxform gives those of the choices sheet."""
    lists: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        name = str(row.get("list_name") or row.get("list name") or "").strip()
        if not name or row.get("name") in (None, ""):
            continue
        labels = {key.partition("::")[2]: value for key, value in row.items() if key.startswith("label::")}
        label = labels or row.get("label") or row["name"]
        lists.setdefault(name, []).append({**row, "label": label})
    return lists


def acknowledged() -> list[Row]:
    return [_ACKNOWLEDGED]


def has_media(row: Row) -> bool:
    return bool(row.get("media"))


def _choice(row: Row, columns: frozenset[str], first_language: str) -> Row:
    value = str(row["name"])
    choice: dict[str, Any] = {"v": value, "l": text_of(row.get("label") or value, first_language)}
    extra = {key: str(row[key]) for key in sorted(columns - _OWN) if row.get(key) not in (None, "")}
    return {**choice, "x": extra} if extra else choice
