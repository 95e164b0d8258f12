"""A table and a policy put together: what the engine is asked, and the words for what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from server.desk.anonymise.engine.arrays import Codes
from server.desk.anonymise.engine.models import KAnonymity, Model
from server.desk.anonymise.engine.problem import Protected
from server.desk.anonymise.engine.table import CodedTable, QuasiColumn, SensitiveColumn
from server.desk.release.ladders import NamedLadder, ladder_for
from server.desk.release.policy import ColumnPolicy, Policy
from server.desk.release.refused import CannotAnonymise
from server.desk.release.source import Source, SourceColumn


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """``ladders`` by the name of the column, in the order of the table's quasi columns."""

    policy: Policy
    source: Source
    ladders: Mapping[str, NamedLadder]
    protected: Protected


def plan(source: Source, policy: Policy, population: Source | None) -> Plan:
    """Raises CannotAnonymise where policy and table do not fit each other."""
    _check_columns(source, policy)
    by_name = {column.name: column for column in policy.columns}
    quasi = [column.name for column in source.columns if by_name[column.name].disclosure == "quasi"]
    ladders = {
        name: _ladder(by_name[name], source.column(name), _people(population, name), policy.delimiter) for name in quasi
    }
    table = CodedTable(
        rows=source.rows,
        quasi=tuple(
            QuasiColumn(_leaves(source.column(name), ladders[name]), ladders[name].coded, at)
            for at, name in enumerate(quasi)
        ),
        sensitive={
            column.name: _sensitive(column, source.column(column.name), policy.delimiter)
            for column in policy.of_class("sensitive")
        },
        population=None
        if population is None
        else tuple(_leaves(population.column(name), ladders[name]) for name in quasi),
    )
    models: tuple[Model, ...] = (KAnonymity(policy.k), *policy.models)
    _check_models(models, table)
    return Plan(policy, source, ladders, Protected(table, models, policy.suppression))


def _check_columns(source: Source, policy: Policy) -> None:
    have, named = {column.name for column in source.columns}, {column.name for column in policy.columns}
    if have - named:
        raise CannotAnonymise(
            f"The policy says nothing of the column {min(have - named)}.", "Give it a class: nothing leaves unsaid."
        )
    if named - have:
        raise CannotAnonymise(
            f"The table has no column {min(named - have)}.", "Correct its name, or say which delimiter the file uses."
        )
    if not policy.of_class("quasi"):
        raise CannotAnonymise(
            "The policy names no quasi column.", "Name what others may know of a person: age, place, date, occupation."
        )
    if policy.recoding == "local" and policy.population is not None:
        raise CannotAnonymise("Local recoding knows no population.", 'Take recoding = "columns", or no population.')
    if source.rows == 0:
        raise CannotAnonymise("The table has no rows.", "There is nothing to release.")


def _check_models(models: tuple[Model, ...], table: CodedTable) -> None:
    for model in models:
        column = getattr(model, "column", None)
        if column is not None and column not in table.sensitive:
            raise CannotAnonymise(
                f"A model looks at the column {column}, which is not a sensitive column.", "Correct one of the two."
            )
        try:
            model.needs(table)
            model.rule(table)
        except ValueError as error:
            raise CannotAnonymise(
                f"A model cannot be used here: {error}.", "Give what it needs, or leave it out."
            ) from error


def _people(population: Source | None, name: str) -> SourceColumn | None:
    if population is None:
        return None
    if name not in {column.name for column in population.columns}:
        raise CannotAnonymise(f"The population has no column {name}.", "It needs every quasi column of the table.")
    return population.column(name)


def _ladder(policy: ColumnPolicy, column: SourceColumn, people: SourceColumn | None, delimiter: str) -> NamedLadder:
    values = tuple(sorted({*column.values, *(people.values if people else ())}))
    return ladder_for(policy.name, policy.ladder, values, delimiter)


def _leaves(column: SourceColumn, ladder: NamedLadder) -> Codes:
    leaf_of = np.array([ladder.leaves[value] for value in column.values], np.int32)
    leaves: Codes = leaf_of[column.codes]
    return leaves


def _sensitive(policy: ColumnPolicy, column: SourceColumn, delimiter: str) -> SensitiveColumn:
    if policy.ladder.kind == "none":
        return SensitiveColumn(column.codes, max(1, len(column.values)))
    ladder = _ladder(policy, column, None, delimiter)
    return SensitiveColumn(_leaves(column, ladder), ladder.coded.leaves, ladder.coded)
