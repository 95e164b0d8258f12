"""The privacy models by the names that a policy gives them, with their numbers held to what makes sense."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from server.desk.anonymise.engine.closeness import TCloseness
from server.desk.anonymise.engine.diversity import DistinctDiversity, EntropyDiversity, RecursiveDiversity
from server.desk.anonymise.engine.models import Model, SmallCells
from server.desk.anonymise.engine.population import DeltaPresence, KMap, PopulationUniques
from server.desk.release.reading import Reading
from server.desk.release.refused import CannotAnonymise

_MOST: Final = 1_000_000


def read_model(given: Reading) -> Model:
    """Raises CannotAnonymise for a model that is not known or whose numbers would protect nobody."""
    model = _KINDS[given.word("kind", tuple(_KINDS), None)](given)
    given.nothing_else()
    return model


def _closeness(given: Reading) -> Model:
    hierarchical = given.word("distance", ("equal", "hierarchical"), "equal") == "hierarchical"
    return TCloseness(given.required_text("column"), given.number("t", 0, 1), hierarchical)


def _presence(given: Reading) -> Model:
    least, most = given.number("least", 0, 1), given.number("most", 0, 1)
    if least > most:
        raise CannotAnonymise("In a delta-presence model, least is above most.", "Exchange them.")
    return DeltaPresence(least, most)


_KINDS: Final[Mapping[str, Callable[[Reading], Model]]] = {
    "distinct-l": lambda given: DistinctDiversity(given.required_text("column"), given.whole("l", 2, _MOST)),
    "entropy-l": lambda given: EntropyDiversity(given.required_text("column"), given.number("l", 1, _MOST)),
    "recursive-cl": lambda given: RecursiveDiversity(
        given.required_text("column"), given.number("c", 0.000001, _MOST), given.whole("l", 2, _MOST)
    ),
    "t-closeness": _closeness,
    "small-cells": lambda given: SmallCells(given.required_text("column"), given.whole("minimum", 2, _MOST)),
    "k-map": lambda given: KMap(given.whole("k", 2, _MOST)),
    "delta-presence": _presence,
    "population-uniques": lambda given: PopulationUniques(given.number("share", 0, 1)),
}
