"""The policy of a release, read strictly from TOML: what every column is, what must hold, how much may stay out.

Whatever is not said is refused and never guessed: a column without a class, a word that is not known, a model without
its numbers. `EXAMPLE` is complete and is what `gawahi anonymise --example` prints.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, cast, get_args

from server.desk.anonymise.engine.models import Model
from server.desk.anonymise.engine.quality import MEASURES, Measure
from server.desk.anonymise.limits import GLOBAL_RISK, LEAST_K, Audience, Limits
from server.desk.release.ladders import RULES, LadderRule
from server.desk.release.policy_models import read_model
from server.desk.release.reading import Reading
from server.desk.release.refused import CannotAnonymise

Class = Literal["identifier", "quasi", "sensitive", "safe"]
Recoding = Literal["local", "columns"]

EXAMPLE: Final = """\
# What is released, and to whom. public: k at least 11; partners: people you trust, k at least 5.
audience = "public"
k = 11
suppression = 0.02          # at most this share of the rows stays out
recoding = "columns"        # one level for a whole column; "local" loses less, and mixes levels within a column
measure = "loss"            # or "entropy"
seed = "once"               # optional: shuffles the rows; the same seed and table give the same bytes
delimiter = ","
# population = "everybody.csv"   # people who could be in the table, with its quasi columns; for k-map and the like

# Every column has a class. identifier: never leaves. quasi: others may know it of a person; climbs a ladder.
# sensitive: must not be learned of a person. safe: nobody knows it of a person, and learning it harms nobody.
[columns.name]
class = "identifier"

[columns.age]
class = "quasi"
ladder = { rule = "numbers", steps = [5, 10, 20] }

[columns.day]
class = "quasi"
ladder = { rule = "date", steps = ["month", "year"] }

[columns.district]
class = "quasi"
ladder = { file = "districts.csv" }   # each line: the value, then what stands for it at each level

[columns.injury]
class = "sensitive"
# ladder = { file = "injuries.csv" }  # for the hierarchical distance

# What must hold in every class of rows that look alike, besides k. Any combination.
[[model]]
kind = "distinct-l"         # entropy-l, recursive-cl (c, l), t-closeness (t, distance), small-cells (minimum),
column = "injury"           # k-map (k), delta-presence (least, most), population-uniques (share)
l = 2

[limits]                    # optional: above these nothing is released; these are the defaults for the public
highest_risk = 0.091        # the chance to find somebody who is in the table
global_risk = 0.03          # the share of all rows that an adversary would find
"""


@dataclass(frozen=True, slots=True)
class ColumnPolicy:
    name: str
    disclosure: Class
    ladder: LadderRule


@dataclass(frozen=True, slots=True)
class Policy:
    audience: Audience
    k: int
    suppression: float
    recoding: Recoding
    measure: Measure
    seed: str | None
    delimiter: str
    population: Path | None
    columns: tuple[ColumnPolicy, ...]
    models: tuple[Model, ...]
    limits: Limits

    def of_class(self, disclosure: Class) -> tuple[ColumnPolicy, ...]:
        return tuple(column for column in self.columns if column.disclosure == disclosure)


def read_policy(path: Path) -> Policy:
    """Raises CannotAnonymise with what is wrong and where. Files are named relative to the policy."""
    try:
        text = path.read_text(encoding="utf-8")
        return _policy(Reading("the policy", tomllib.loads(text)), path.parent)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CannotAnonymise(
            f"The policy {path.name} cannot be read: {error}.", "`gawahi anonymise --example` prints one that works."
        ) from error


def _policy(given: Reading, folder: Path) -> Policy:
    audience = cast("Audience", given.word("audience", get_args(Audience), "public"))
    k = given.whole("k", 2, 1_000_000, LEAST_K[audience])
    if k < LEAST_K[audience]:
        raise CannotAnonymise(
            f"k = {k} is too small for {audience}: at least {LEAST_K[audience]}.",
            'Raise k, or release to "partners" whom you trust (k at least 5).',
        )
    seed = given.text("seed", None)
    population = given.text("population", None)
    policy = Policy(
        audience=audience,
        k=k,
        suppression=given.share("suppression", 0.0),
        recoding=cast("Recoding", given.word("recoding", get_args(Recoding), "columns")),
        measure=cast("Measure", given.word("measure", MEASURES, "loss")),
        seed=seed,
        delimiter=given.delimiter(),
        population=None if population is None else folder / population,
        columns=_columns(given.tables("columns"), folder),
        models=tuple(read_model(one) for one in given.list_of_tables("model")),
        limits=_limits(given.table("limits"), k),
    )
    given.nothing_else()
    return policy


def _limits(given: Reading, k: int) -> Limits:
    limits = Limits(given.share("highest_risk", 1 / k), given.share("global_risk", GLOBAL_RISK))
    given.nothing_else()
    return limits


def _columns(given: Mapping[str, Reading], folder: Path) -> tuple[ColumnPolicy, ...]:
    if not given:
        raise CannotAnonymise("The policy names no columns.", "Give every column of the table a class.")
    return tuple(_column(name, one, folder) for name, one in given.items())


def _column(name: str, given: Reading, folder: Path) -> ColumnPolicy:
    disclosure = cast("Class", given.word("class", get_args(Class), None))
    ladder = given.table("ladder")
    if disclosure not in ("quasi", "sensitive") and ladder.given:
        raise CannotAnonymise(
            f"Column {name} has a ladder and is {disclosure}.", "Only quasi and sensitive columns climb."
        )
    file = ladder.text("file", None)
    if file is not None:
        rule = LadderRule("file", path=folder / file)
    elif ladder.given:
        rule = LadderRule(ladder.word("rule", RULES, None), ladder.steps())
    else:
        rule = LadderRule("none")
    ladder.nothing_else()
    given.nothing_else()
    return ColumnPolicy(name, disclosure, rule)
