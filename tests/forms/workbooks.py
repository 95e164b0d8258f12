"""Makes small workbooks for tests, the way a person would write them in a spreadsheet."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook

Row = dict[str, str]


def text(name: str, **columns: str) -> Row:
    """A text question of the testimony that harms nobody; any column can be overridden."""
    row = {"type": "text", "name": name, "label::English (en)": name, "gw_class": "N", "gw_compartment": "testimony"}
    return {**row, **columns}


def write(path: Path, survey: list[Row], choices: list[Row] | None = None) -> Path:
    workbook = Workbook()
    workbook.remove(workbook.active)
    _sheet(workbook, "survey", survey)
    _sheet(workbook, "choices", choices or [{"list_name": "yesno", "name": "yes", "label::English (en)": "Yes"}])
    _sheet(workbook, "settings", [{"form_title": "Small", "form_id": "small", "version": "1"}])
    workbook.save(path)
    return path


def _sheet(workbook: Workbook, name: str, rows: list[Row]) -> None:
    sheet = workbook.create_sheet(name)
    columns = list(dict.fromkeys(column for row in rows for column in row))
    sheet.append(columns)
    for row in rows:
        sheet.append([row.get(column) for column in columns])
