"""The tables of an export as a Tabular Data Package of Frictionless Data, version 1: what programs read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

from server.desk.anonymise.anonymised import Anonymised
from server.desk.anonymise.shapes import Shape
from server.desk.export.sheet import ROW_ID, harmless

_ROW = "A random name of the row, in this export alone. It links to nothing."


def datapackage(released: Anonymised, sheets: Sequence[bytes], purpose: str) -> bytes:
    """``sheets`` in the order of the tables."""
    described = {
        "profile": "tabular-data-package",
        "name": "gawahi-export",
        "title": "Anonymised testimonies",
        "description": f"For {purpose}. What every code means is in dictionary.json, how it was made in methods.txt.",
        "resources": [_resource(table.shape, body) for table, body in zip(released.tables, sheets, strict=True)],
    }
    return json.dumps(described, ensure_ascii=False, indent=1).encode() + b"\n"


def _resource(shape: Shape, body: bytes) -> dict[str, object]:
    fields = [
        {"name": ROW_ID, "type": "string", "description": _ROW, "constraints": {"required": True, "unique": True}}
    ]
    return {
        "profile": "tabular-data-resource",
        "name": shape.name.lower(),
        "path": f"{shape.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(body),
        "hash": f"sha256:{hashlib.sha256(body).hexdigest()}",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": {
            # Codes, ranges and "*": all are text, whatever the question was.
            "fields": [
                *fields,
                *(
                    {"name": harmless(column.name), "type": "string", "description": column.label.en}
                    for column in shape.columns
                ),
            ],
            "primaryKey": ROW_ID,
            "missingValues": [""],
        },
    }
