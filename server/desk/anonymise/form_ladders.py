"""The ladders of the form library, as anonymise climbs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from server.forms import ladders
from server.forms.form import Choice, Form


@dataclass(frozen=True, slots=True)
class FormLadder:
    """One ladder for one form: places climb by the columns of the form's own choice lists."""

    name: str
    lists: Mapping[str, tuple[Choice, ...]]

    @property
    def levels(self) -> tuple[str, ...]:
        return ladders.levels(self.name)

    def generalise(self, value: str, level: int) -> str:
        return ladders.generalise(self.name, level, value, self.lists)


def ladders_of(form: Form) -> dict[str, FormLadder]:
    """All ladders but ``drop``, which never lets anything out."""
    return {name: FormLadder(name, form.lists) for name in ladders.LADDERS if name != "drop"}
