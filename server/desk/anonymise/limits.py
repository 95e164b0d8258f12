"""How much risk may leave, by who will hold it. One rule for testimonies and for any other table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from server.desk.anonymise.risk import Risk
from server.format.consent import Purpose

Audience = Literal["public", "partners"]
LEAST_K: Final[Mapping[Audience, int]] = {"public": 11, "partners": 5}
# The line of the Humanitarian Data Exchange: 3 % of a table at most, and nobody above one in k.
GLOBAL_RISK: Final = 0.03
LARGER: Final = (1.5, 2, 3, 4, 6)
"""How many times k is tried for a proposal."""
_AUDIENCES: Final[Mapping[Purpose, Audience]] = {
    "statistics": "public",
    "public_anon": "public",
    "un": "partners",
    "court_nat": "partners",
    "court_int": "partners",
    "partner": "partners",
}
_ROUNDING: Final = 1e-9


@dataclass(frozen=True, slots=True)
class Limits:
    """``highest_risk`` and ``global_risk`` are shares between 0 and 1."""

    highest_risk: float
    global_risk: float

    def least(self, k: int) -> int:
        """Fewer than so many people pass at no level, because the coarsest holds all of them in one class."""
        return max(k, *(math.ceil(1 / share - _ROUNDING) for share in (self.highest_risk, self.global_risk) if share))


@dataclass(frozen=True, slots=True)
class Over:
    """A limit that was passed; ``str`` says it in words."""

    name: Literal["empty", "highest", "global"]
    risk: float
    limit: float

    def __str__(self) -> str:
        if self.name == "empty":
            return "nothing would be left"
        return f"the {self.name} risk is {self.risk:.1%}, the limit {self.limit:.1%}"


def least_k(purpose: Purpose) -> int:
    return LEAST_K[_AUDIENCES[purpose]]


def limits_of(purpose: Purpose) -> Limits:
    return Limits(1 / least_k(purpose), GLOBAL_RISK)


def over(limits: Limits, risk: Risk) -> tuple[Over, ...]:
    """The limits that a table goes beyond."""
    return tuple(_over(limits, risk))


def _over(limits: Limits, risk: Risk) -> Iterator[Over]:
    if risk.rows == 0:
        yield Over("empty", 0, 0)
    if risk.highest > limits.highest_risk + _ROUNDING:
        yield Over("highest", risk.highest, limits.highest_risk)
    if risk.overall > limits.global_risk + _ROUNDING:
        yield Over("global", risk.overall, limits.global_risk)
