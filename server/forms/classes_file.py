"""The table in which a person says what each answer gives away: question, label, class, compartment, ladder, why.

CSV in UTF-8, as a spreadsheet opens and saves it. Nothing in it is believed that is not one of our words.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Final

from server.forms.classes import Class, class_of
from server.forms.findings import FormRefused, Problem
from server.forms.suggest import Suggestion

_HEADINGS: Final = ("question", "label", "gw_class", "gw_compartment", "gw_generalise", "why")
_LIMIT_BYTES: Final = 4 << 20
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write_classes(suggestions: Iterable[Suggestion]) -> bytes:
    """With a byte order mark, without which spreadsheets do not read Urdu."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEADINGS)
    for one in suggestions:
        said = one.suggested
        label = f"'{one.label}" if one.label.startswith(_FORMULA) else one.label
        writer.writerow((one.question, label, said.disclosure, said.compartment, said.ladder or "", one.why))
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def read_classes(data: bytes) -> Mapping[str, Class]:
    """Raises FormRefused (`classes_file`), with every line that cannot be used."""
    if len(data) > _LIMIT_BYTES:
        raise FormRefused((Problem("classes_file", "the file", f"larger than {_LIMIT_BYTES >> 20} MiB"),))
    try:
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise FormRefused((Problem("classes_file", "the file", str(error)),)) from error
    classes: dict[str, Class] = {}
    problems: list[Problem] = []
    for number, row in enumerate(rows, start=2):
        name = str(row.get("question") or "").strip()
        try:
            said = class_of(row)
        except ValueError as error:
            problems.append(Problem("classes_file", f"line {number}", str(error)))
            continue
        if not name or name in classes:
            problems.append(Problem("classes_file", f"line {number}", f"question {name!r} is missing or there twice"))
        elif said is not None:
            classes[name] = said
    if problems:
        raise FormRefused(tuple(problems))
    return classes
