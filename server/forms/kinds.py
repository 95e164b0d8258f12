"""The types of question of XLSForm, as pyxform names them, and what becomes of each on a phone."""

from __future__ import annotations

from typing import Final

TYPES: Final = {
    "text": "text",
    "integer": "integer",
    "int": "integer",
    "decimal": "decimal",
    "range": "decimal",
    "date": "date",
    "time": "time",
    "dateTime": "dateTime",
    "geopoint": "geopoint",
    "gps": "geopoint",
    "geotrace": "geotrace",
    "geoshape": "geoshape",
    "barcode": "text",
    "url": "text",
    "select one": "select_one",
    "select all that apply": "select_multiple",
    "select one external": "select_one",
    "rank": "select_multiple",
    "acknowledge": "select_one",
    "trigger": "select_one",
    "calculate": "calculate",
    "hidden": "calculate",
    "note": "note",
    "photo": "image",
    "image": "image",
    "audio": "audio",
    "video": "video",
    "file": "file",
    "group": "group",
    "repeat": "repeat",
}

DROPPED_FOR_SAFETY: Final = frozenset(
    {"audit", "background-audio", "background-geopoint", "deviceid", "email", "end", "imei", "phonenumber"}
    | {"simserial", "start", "start-geopoint", "subscriberid", "today", "username"}
)
"""Accepted and left out: they identify the device, or follow its owner."""

STRUCTURE: Final = frozenset({"group", "repeat"})
NOT_ASKED_YET: Final = frozenset({"image", "audio", "video", "file", "geotrace", "geoshape"})
SHOWN_AS: Final = {
    "rank": "several choices, in the order of tapping",
    "range": "a number between its two ends",
    "acknowledge": "one choice: OK",
    "trigger": "one choice: OK",
    "url": "text",
}
TYPED: Final = frozenset({"barcode"})
