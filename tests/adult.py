"""The Adult data with the ladders that ARX ships, beside the checkout; its optima are published."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from server.desk.anonymise.engine.problem import Protected
from server.desk.release.plan import Plan, plan
from server.desk.release.policy import read_policy
from server.desk.release.source import read_source

DATA: Final = Path(__file__).parents[2] / "shared" / "data" / "anonymise"
TABLE: Final = DATA / "adult.csv"
COLUMNS: Final = (
    "sex", "age", "race", "marital-status", "education", "native-country", "workclass", "occupation", "salary-class",
)  # fmt: skip
SENSITIVE: Final = "occupation"


def policy(suppression: float, *, sensitive: str | None = None, models: str = "", recoding: str = "columns") -> str:
    """All columns are quasi, but for one that is sensitive. The limits of risk are not what is measured here."""
    head = (
        f'audience = "partners"\nk = 5\nsuppression = {suppression}\ndelimiter = ";"\nrecoding = "{recoding}"\n'
        "[limits]\nglobal_risk = 1.0\n"
    )
    columns = [
        f'[columns.{name}]\nclass = "{"sensitive" if name == sensitive else "quasi"}"\n'
        f'ladder = {{ file = "{(DATA / f"adult_hierarchy_{name}.csv").as_posix()}" }}\n'
        for name in COLUMNS
    ]
    return head + "".join(columns) + models


def planned(folder: Path, written: str, table: Path = TABLE) -> Plan:
    file = folder / "policy.toml"
    file.write_text(written, encoding="utf-8")
    read = read_policy(file)
    return plan(read_source(table, read.delimiter), read, None)


def protected(folder: Path, written: str, table: Path = TABLE) -> Protected:
    return planned(folder, written, table).protected
