"""`gawahi anonymise TABLE --policy POLICY --out FOLDER`: reads, searches, attacks the result, and only then writes."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Final

import numpy as np

from server.desk.anonymise.engine.best import GoOn
from server.desk.anonymise.risk import worst
from server.desk.export.folder import write_folder
from server.desk.release.cells import as_text
from server.desk.release.ledger import read_ledger, with_release, write_ledger
from server.desk.release.outcome import Outcome, carry_out, cells, propose
from server.desk.release.package import pack
from server.desk.release.plan import Plan, plan
from server.desk.release.policy import EXAMPLE, read_policy
from server.desk.release.refused import CannotAnonymise
from server.desk.release.repeated import carry_out_after
from server.desk.release.report import proposal_words, report_text
from server.desk.release.source import read_source
from server.desk.terminal import say
from server.format.refusals import Refusal

_SAY_EVERY_SECONDS: Final = 5.0
_WORST: Final = 20


def add_anonymise_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "anonymise",
        help="write an anonymised copy of any CSV, by a policy, if nobody stands alone in it",
        epilog="Exit status: 0 if it was written (or may be, with --dry-run), 1 if the result would single out"
        " somebody, 2 if table or policy cannot be used.",
    )
    parser.add_argument("table", type=Path, nargs="?", help="the CSV, with names in its first line")
    parser.add_argument("--policy", type=Path, help="what every column is and what must hold (TOML)")
    parser.add_argument("--out", type=Path, help="folder that is made and must not be there yet")
    parser.add_argument(
        "--ledger",
        type=Path,
        help="what earlier releases of this table held, for you alone: nobody is singled out by comparing them."
        " Made if it is not there",
    )
    parser.add_argument("--dry-run", action="store_true", help="say what a release would be, and write nothing")
    parser.add_argument(
        "--worst",
        action="store_true",
        help=f"show, for you alone, the {_WORST} records that are easiest to find in the table as it is",
    )
    parser.add_argument("--example", action="store_true", help="print a complete policy, and do nothing else")
    parser.set_defaults(run=_run)


def _run(parsed: argparse.Namespace) -> int:
    if parsed.example:
        sys.stdout.write(EXAMPLE)
        return 0
    try:
        return _release(parsed)
    except CannotAnonymise as refusal:
        say(str(refusal))
    except Refusal as refusal:
        say(f"{refusal.kind.message} {refusal.kind.next}")
    return 2


def _release(parsed: argparse.Namespace) -> int:
    if parsed.table is None or parsed.policy is None or (parsed.out is None and not parsed.dry_run):
        raise CannotAnonymise("Needed: the table, --policy, and --out or --dry-run.", "See `gawahi anonymise --help`.")
    if parsed.out is not None and parsed.out.exists():
        raise CannotAnonymise(f"{parsed.out} is already there.", "Name a folder that is not: nothing is overwritten.")
    policy = read_policy(parsed.policy)
    source = read_source(parsed.table, policy.delimiter)
    population = None if policy.population is None else read_source(policy.population, policy.delimiter)
    planned = plan(source, policy, population)
    if parsed.worst:
        _show_worst(planned)
    ledger = None if parsed.ledger is None else read_ledger(parsed.ledger)
    rows = [] if ledger is None else ledger.rows(source)
    after = None if ledger is None else carry_out_after(planned, ledger, rows, go_on=_saying())
    outcome = carry_out(planned, go_on=_saying()) if after is None else after.outcome
    sys.stdout.write(report_text(outcome).decode())
    if after is not None and after.waiting:
        say(f"{after.waiting} rows wait for a later release: compared with earlier ones they would stand out in this.")
    if not outcome.may_leave or outcome.released is None:
        return _refused(outcome)
    if parsed.dry_run:
        say("This was a dry run: nothing was written.")
        return 0
    files = pack(outcome, outcome.released)
    if ledger is not None and after is not None:
        # First the ledger: a release that it does not know is worse than one that it knows and that was not made.
        held = [rows[at] for at in np.flatnonzero(after.kept).tolist()]
        write_ledger(parsed.ledger, with_release(ledger, files[0].sha256, held, after.classes.tolist()))
    folder = write_folder(parsed.out.parent, parsed.out.name, files)
    say(f"Written to {folder}")
    return 0


def _refused(outcome: Outcome) -> int:
    if outcome.released is None:
        say("Nothing was written: no levels protect everybody and keep enough rows.")
    for over in outcome.over:
        say(f"Nothing was written: {over}.")
    say("Looking for what would pass ...")
    proposals = propose(outcome.plan, go_on=_saying())
    for one in proposals[:5]:
        say(f"  This would: {proposal_words(one)}")
    if not proposals:
        say("  Nothing near it would. Leave out a column, or give the ladders coarser levels.")
    return 1


def _show_worst(planned: Plan) -> None:
    """To the terminal alone: these rows are in no file."""
    say("Easiest to find, as recorded. For you alone:")
    for row in worst(cells(planned, None), _WORST):
        shown = [
            f"{name}={as_text(planned.ladders[name].labels[0][column.codes[row]])}"
            for name, column in zip(planned.ladders, planned.protected.table.quasi, strict=True)
        ]
        say(f"  record {row + 1}: {', '.join(shown)}")


def _saying() -> GoOn:
    """Says every few seconds that it is still at work."""
    begun = told = time.monotonic()

    def go_on(_looked: int, _least: float) -> bool:
        nonlocal told
        if time.monotonic() - told > _SAY_EVERY_SECONDS:
            told = time.monotonic()
            say(f"Still at work, {time.monotonic() - begun:.0f} s.")
        return True

    return go_on
