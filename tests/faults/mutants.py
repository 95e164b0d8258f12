"""The planted bugs: what other engines have shipped, or what is one careless line away here. Each names the tests that
must notice it."""

from __future__ import annotations

from typing import Final

from tests.faults.mutant import Mutant
from tests.faults.mutants_anonymise import ANONYMISE
from tests.faults.mutants_attacks import ATTACKS
from tests.faults.mutants_desk import DESK
from tests.faults.mutants_phone import PHONE
from tests.faults.mutants_relay import RELAY

MUTANTS: Final[tuple[Mutant, ...]] = (*RELAY, *DESK, *ANONYMISE, *PHONE, *ATTACKS)
