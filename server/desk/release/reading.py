"""One table of a TOML file, read key by key: each kind of value by its own rule, and nothing may be left over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from server.desk.release.refused import CannotAnonymise

_MISSING: Final = object()


class Reading:
    """``where`` is what a refusal calls this table."""

    def __init__(self, where: str, given: Mapping[str, object]) -> None:
        self._where = where
        self._given = given
        self._read: set[str] = set()

    @property
    def given(self) -> bool:
        return bool(self._given)

    def _take(self, name: str) -> object:
        self._read.add(name)
        return self._given.get(name, _MISSING)

    def _refuse(self, name: str, must: str) -> CannotAnonymise:
        return CannotAnonymise(f"In {self._where}, {name} must be {must}.", "`gawahi anonymise --example` shows how.")

    def text(self, name: str, default: str | None) -> str | None:
        value = self._take(name)
        if value is _MISSING:
            return default
        if isinstance(value, int) and not isinstance(value, bool) and name == "seed":
            return str(value)
        if not isinstance(value, str) or not value:
            raise self._refuse(name, "a text")
        return value

    def required_text(self, name: str) -> str:
        value = self.text(name, None)
        if value is None:
            raise self._refuse(name, "given")
        return value

    def word(self, name: str, allowed: Sequence[str], default: str | None) -> str:
        value = self._take(name)
        if value is _MISSING and default is not None:
            return default
        if not isinstance(value, str) or value not in allowed:
            raise self._refuse(name, f"one of {', '.join(allowed)}")
        return value

    def whole(self, name: str, least: int, most: int, default: int | None = None) -> int:
        value = self._take(name)
        if value is _MISSING and default is not None:
            return default
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self._refuse(name, f"a whole number from {least} to {most}")
        return value

    def number(self, name: str, least: float, most: float) -> float:
        value = self._take(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise self._refuse(name, f"a number from {least:g} to {most:g}")
        return float(value)

    def share(self, name: str, default: float) -> float:
        return self.number(name, 0, 1) if name in self._given else default

    def delimiter(self) -> str:
        value = self.text("delimiter", ",")
        if value is None or len(value) != 1 or value in '"\r\n':
            raise self._refuse("delimiter", "one character, not a quotation mark or the end of a line")
        return value

    def steps(self) -> tuple[int | str, ...]:
        value = self._take("steps")
        if value is _MISSING:
            return ()
        if not isinstance(value, list) or any(isinstance(one, bool) or not isinstance(one, int | str) for one in value):
            raise self._refuse("steps", "a list of numbers or words")
        return tuple(value)

    def table(self, name: str) -> Reading:
        value = self._take(name)
        if value is _MISSING:
            return Reading(name, {})
        if not isinstance(value, dict):
            raise self._refuse(name, "a table")
        return Reading(f"{name} of {self._where}", value)

    def tables(self, name: str) -> dict[str, Reading]:
        value = self._take(name)
        if value is _MISSING:
            return {}
        if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
            raise self._refuse(name, "a table of tables")
        return {one: Reading(f"{name}.{one}", inside) for one, inside in value.items()}

    def list_of_tables(self, name: str) -> list[Reading]:
        value = self._take(name)
        if value is _MISSING:
            return []
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self._refuse(name, "written as [[model]]")
        return [Reading(f"{name} {at + 1}", one) for at, one in enumerate(value)]

    def nothing_else(self) -> None:
        """Raises CannotAnonymise for a key that nobody has asked for: a slip of the pen could cost protection."""
        unknown = [name for name in self._given if name not in self._read]
        if unknown:
            raise CannotAnonymise(
                f"In {self._where}, {unknown[0]} is not a word that is known.", "Correct it or take it out."
            )
