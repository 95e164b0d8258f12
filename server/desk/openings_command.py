"""`gawahi openings`: who asked for the name of a witness, why, and what became of it. Shows no name, and opens none."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Callable
from typing import Final

from server.desk.desk import Desk
from server.desk.log_commands import add_door
from server.desk.terminal import say
from server.format.device import fingerprint
from server.format.opening_ledger import Opening, State

Label = Callable[[bytes | None], str]
_LAST_SECOND: Final = 253_402_300_799
"""Of the year 9999: a time is somebody's claim, and Python knows no later one."""
_STATES: Final[dict[State, str]] = {
    "open": "waits for guardians",
    "ready": "enough guardians have released; the name was not shown yet",
    "opened": "the name was shown to whoever asked",
    "withdrawn": "taken back",
    "void": "whoever asked was removed: nothing can come of it",
    "expired": "too old: nothing can come of it",
}


def add_openings_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "openings", help="show who asked for the name of a witness, why, and what became of it"
    )
    add_door(parser, _openings)


def opening_text(opening: Opening, label_of: Label) -> str:
    request = opening.request
    day = datetime.datetime.fromtimestamp(min(request.time / 1000, _LAST_SECOND), tz=datetime.UTC).date().isoformat()
    asker = _person(opening.author, label_of)
    lines = [
        f"{asker} asked on {day} for the name of record {request.record.hex()}: {_on_one_line(request.why)}",
        f"  {_STATES[opening.state]}; {len(opening.released)} of {opening.k} needed",
    ]
    lines += [f"  {_person(one, label_of)} {_stand(opening, one)}" for one in opening.guardians]
    return "\n".join(lines) + "\n"


def _stand(opening: Opening, guardian: bytes) -> str:
    if guardian in opening.proven_false:
        return "gave a false share, which their own signature proves"
    if guardian in opening.said_false:
        return "gave a share that could not be read, says whoever asked"
    if guardian in opening.released:
        return "released their share"
    if guardian in opening.refused:
        why = _on_one_line(opening.refused[guardian])
        return f"refused: {why}" if why else "refused"
    return "has not answered, or is no longer a guardian"


def _on_one_line(why: str) -> str:
    """Another member wrote it: it must not move the cursor of this terminal, nor look like a line of ours."""
    return "".join(sign if sign.isprintable() else " " for sign in why)


def _person(device_id: bytes, label_of: Label) -> str:
    return f"{label_of(device_id)} ({fingerprint(device_id)})"


def _openings(desk: Desk, _parsed: argparse.Namespace) -> int:
    openings = desk.openings()
    for opening in openings:
        sys.stdout.write(opening_text(opening, desk.label_of) + "\n")
    if not openings:
        say("Nobody has asked for the name of a witness.")
    return 0
