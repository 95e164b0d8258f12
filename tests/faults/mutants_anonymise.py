"""Bugs for disclosure control: each takes one protection away."""

from __future__ import annotations

from typing import Final

from tests.faults.mutant import Mutant

_RELEASE: Final = "server/desk/release"
_ANONYMISE: Final = "server/desk/anonymise"
_LINKED: Final = ("tests/desk/test_linked.py",)
# One test each: a planted bug would be made small for minutes by the property beside them.
_CAME: Final = ("tests/desk/test_an_ledger.py::test_who_came_alone_waits_and_the_others_leave",)
_NAMED: Final = ("tests/desk/test_an_ledger.py::test_an_earlier_export_is_named_for_its_own_purpose_alone",)
_RELEASES: Final = ("tests/desk/test_releases.py",)
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
        f"{_ANONYMISE}/repeated.py",
        (
            (
                "    return _came_alone(earlier, now, k) | _left_alone(earlier, now, k)\n",
                "    return _left_alone(earlier, now, k)\n",
            ),
        ),
        _REPEATED,
    ),
    Mutant(
        "anonymise: who withdrew leaves alone",
        f"{_ANONYMISE}/repeated.py",
        (
            (
                "    return _came_alone(earlier, now, k) | _left_alone(earlier, now, k)\n",
                "    return _came_alone(earlier, now, k)\n",
            ),
        ),
        _REPEATED,
    ),
    Mutant(
        "export: the search looks at each table alone",
        f"{_ANONYMISE}/coding.py",
        (("        for table in (*with_records(tables)[1:], *two_by_two(tables))\n", "        for table in ()\n"),),
        _LINKED,
    ),
    Mutant(
        "export: what joined tables give away is not counted before it leaves",
        f"{_ANONYMISE}/anonymised.py",
        (("all(risk.smallest >= k for risk in every) and not passed\n", "not passed\n"),),
        _LINKED,
    ),
    Mutant(
        "export: a limit is shown and not kept",
        f"{_ANONYMISE}/anonymised.py",
        ((" for risk in every) and not passed\n", " for risk in every)\n"),),
        _LINKED,
    ),
    Mutant(
        "export: two tables leave that few testimonies have together",
        f"{_ANONYMISE}/linked.py",
        (("if 0 < len(_common(pair)) < least), None)", "if not pair), None)"),),
        _LINKED,
    ),
    Mutant(
        "export: earlier exports are forgotten",
        "server/desk/ledger/held.py",
        (("                    waits |= would_stand_out(earlier, now, k)\n", "                    pass\n"),),
        _CAME,
    ),
    Mutant(
        "export: an earlier export that holds a withdrawn testimony is not named",
        "server/desk/ledger/withdrawn.py",
        (("        gone = sum(name not in allowed for name in release.testimonies)\n", "        gone = 0\n"),),
        _NAMED,
    ),
    Mutant(
        "export: a ledger may lose its last export",
        "server/desk/ledger/chain.py",
        (("        if known not in heads:\n", "        if False:\n"),),
        _RELEASES,
    ),
    Mutant(
        "export: a ledger is believed without its signatures",
        "server/desk/ledger/chain.py",
        (("            if not verify(self._device.sign_pk, signature, message):\n", "            if False:\n"),),
        _RELEASES,
    ),
)
