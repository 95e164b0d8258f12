"""A ground for one fault, with its ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.ground import Ground
from tests.faults.ledger import Ledger
from tests.faults.report import Report


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with Ledger(tmp_path / "ledger") as ledger:
        yield Ground(tmp_path, ledger)


@pytest.fixture
def report() -> Report:
    return Report()
