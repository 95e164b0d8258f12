"""The data dictionary: what every column and every code of an export means, in English and Urdu.

Written from the form and the chosen levels alone, so that it says nothing about what is in the data.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from server.desk.anonymise.anonymised import Anonymised
from server.desk.anonymise.cells import DISPUTED, SUPPRESSED, UNLISTED, Ladders, generalise_cell
from server.desk.anonymise.shapes import Column, Shape
from server.desk.export.sheet import ROW_ID
from server.forms.form import Choice, Form, Text

_MARKS: Final = (
    ("", Text("No answer.", "کوئی جواب نہیں۔")),
    (DISPUTED[0], Text("Accounts differ and nobody has decided.", "بیانات مختلف ہیں اور ابھی فیصلہ نہیں ہوا۔")),
    (UNLISTED[0], Text("The answer is not one of the form's own.", "جواب فارم کے جوابات میں سے نہیں۔")),
    (SUPPRESSED[0], Text("Withheld, to protect people.", "لوگوں کے تحفظ کے لیے ظاہر نہیں کیا گیا۔")),
)
_ROW: Final = Text(
    "A random name of the row, in this export alone. It links to nothing.",
    "قطار کا بے ترتیب نام، صرف اسی برآمد میں۔ یہ کسی اور چیز سے نہیں جڑتا۔",
)


def dictionary(released: Anonymised, form: Form, ladders: Ladders) -> bytes:
    described = {
        "form": {"id": form.id, "version": form.version, **_texts(form.title)},
        "marks": [{"code": code, **_texts(text)} for code, text in _MARKS],
        "tables": [_table(table.shape, released, form, ladders) for table in released.tables],
    }
    return json.dumps(described, ensure_ascii=False, indent=1).encode()


def _table(shape: Shape, released: Anonymised, form: Form, ladders: Ladders) -> dict[str, object]:
    row = {"name": ROW_ID, **_texts(_ROW)}
    return {
        "name": shape.name,
        **({} if shape.collection is None else _texts(form.collections[shape.collection].label)),
        "columns": [row, *(_column(column, released, form, ladders) for column in shape.columns)],
    }


def _column(column: Column, released: Anonymised, form: Form, ladders: Ladders) -> dict[str, object]:
    described: dict[str, object] = {"name": column.name, **_texts(column.label), "class": column.disclosure}
    level = 0
    if column.ladder:
        chosen = released.levels[column.ladder]
        level = chosen.level
        described["ladder"] = {"name": column.ladder, "level": level, "levelName": chosen.name, "of": chosen.of}
    if column.list:
        described["codes"] = _codes(column, form.lists[column.list], level, form, ladders)
    return described


def _codes(
    column: Column, choices: tuple[Choice, ...], level: int, form: Form, ladders: Ladders
) -> list[dict[str, object]]:
    """Every code that the column can hold; a code that stands for several answers names the answers."""
    if not column.ladder or level == 0:
        return [{"code": choice.value, **_texts(choice.label)} for choice in choices]
    ladder = ladders[column.ladder]
    stands_for: dict[str, list[Choice]] = {}
    for choice in choices:
        (code,) = generalise_cell(ladder, (choice.value,), level)
        stands_for.setdefault(code, []).append(choice)
    labels = _all_labels(form)
    return [
        {
            "code": code,
            **(_texts(labels[code]) if code in labels else {}),
            "standsFor": [{"code": choice.value, **_texts(choice.label)} for choice in merged],
        }
        for code, merged in stands_for.items()
    ]


def _all_labels(form: Form) -> Mapping[str, Text]:
    """Labels of codes that mean one thing in the whole form: a district's province, a province's country."""
    places = ("country", "admin1", "admin2")
    return {choice.value: choice.label for name in places for choice in form.lists.get(name, ())}


def _texts(text: Text) -> dict[str, str]:
    return {"en": text.en, "ur": text.ur}
