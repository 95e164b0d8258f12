"""One released table as CSV (RFC 4180, UTF-8) that no spreadsheet mistakes for a formula."""

from __future__ import annotations

import csv
import io
from typing import Final

from server.desk.anonymise.anonymised import ReleasedTable

# A cell that starts so is run as a formula by spreadsheets (OWASP, "CSV injection").
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
ROW_ID: Final = "row"
SEVERAL: Final = " "
"""Between the codes of a question that takes several."""


def sheet(table: ReleasedTable) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, dialect="excel", lineterminator="\r\n")
    writer.writerow([ROW_ID, *(harmless(column.name) for column in table.shape.columns)])
    for row_id, cells in table.rows:
        writer.writerow([row_id, *(harmless(SEVERAL.join(cell)) for cell in cells)])
    return text.getvalue().encode()


def harmless(cell: str) -> str:
    """The cell, with an apostrophe before it if a spreadsheet would take it for a formula."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell
