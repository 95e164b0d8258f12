"""Bugs for disclosure control: each takes one protection away."""

from __future__ import annotations

from typing import Final

from tests.faults.mutant import Mutant

_RELEASE: Final = "server/desk/release"
_COMMAND: Final = ("tests/desk/test_an_command.py",)
_REPEATED: Final = ("tests/desk/test_an_repeated.py",)

ANONYMISE: Final = (
    Mutant(
        "anonymise: an identifier leaves with the others",
        f"{_RELEASE}/cells.py",
        (("if column.name not in identifiers)", "if column.name or identifiers)"),),
        _COMMAND,
    ),
    Mutant(
        "anonymise: rows keep the order in which people came",
        f"{_RELEASE}/cells.py",
        (
            (
                "    rows = sorted(zip(*_columns(plan, released), strict=True))\n",
                "    rows = list(zip(*_columns(plan, released), strict=True))\n",
            ),
        ),
        _COMMAND,
    ),
    Mutant(
        "anonymise: a cell is a formula",
        f"{_RELEASE}/cells.py",
        (("    return cell if _PLAIN_NUMBER.fullmatch(cell) else harmless(cell)\n", "    return cell\n"),),
        _COMMAND,
    ),
    Mutant(
        "anonymise: a column of which nobody said anything leaves",
        f"{_RELEASE}/plan.py",
        (("    if have - named:\n", "    if False:\n"),),
        _COMMAND,
    ),
    Mutant(
        "anonymise: a limit is shown and not kept",
        f"{_RELEASE}/outcome.py",
        (
            (
                "        return self.released is not None and not self.over\n",
                "        return self.released is not None\n",
            ),
        ),
        _COMMAND,
    ),
    Mutant(
        "anonymise: who came since the last release leaves at once",
        f"{_RELEASE}/repeated.py",
        (("            more |= _came_alone(earlier, rows, kept, classes, plan.policy.k)\n", ""),),
        _REPEATED,
    ),
    Mutant(
        "anonymise: who withdrew leaves alone",
        f"{_RELEASE}/repeated.py",
        (("            more |= _left_alone(earlier, rows, kept, plan.policy.k)\n", ""),),
        _REPEATED,
    ),
)
