"""`gawahi findings` and `gawahi checkpoint`: what the relay was caught at, and what it signed last, for the person at
the desk to look at and to hand on."""

from __future__ import annotations

import argparse
import base64
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from server.desk.archive.findings import Finding
from server.desk.desk import Desk, DeskConfig
from server.desk.terminal import desk_folder, passphrase_of, say
from server.format.refusals import REFUSALS, Refusal


def add_log_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    findings = commands.add_parser("findings", help="show what the relay was caught at; fails if any is new")
    findings.add_argument("--seen", action="store_true", help="say that you have seen them all")
    add_door(findings, _findings)
    checkpoint = commands.add_parser("checkpoint", help="print the relay's last signed word on its log")
    add_door(checkpoint, _checkpoint)


def finding_text(finding: Finding, author: str) -> str:
    """``author``: the label of who was shown another log, if one was."""
    kind = REFUSALS[finding.name]
    lines = [f"{kind.name}: {kind.message} {kind.next}" + ("" if finding.is_seen else " (new)")]
    if finding.author is None:
        lines += ["It had signed:", *_quoted(finding.before)]
        lines += ["And then:", *(_quoted(finding.after) or ["  nothing yet"])]
    else:
        root = base64.b64encode(finding.log_root).decode()
        lines += [f"{author} ({finding.author.hex()}) was shown {finding.log_size} items, which this proves: {root}"]
        lines += ["This desk was shown:", *_quoted(finding.after)]
    return "\n".join(lines) + "\n"


def _quoted(note: str) -> list[str]:
    return [f"  {line}" for line in note.splitlines()]


def add_door(parser: argparse.ArgumentParser, work: Callable[[Desk, argparse.Namespace], int]) -> None:
    """A command that does its work at the desk once it is unlocked."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder that holds everything (default: data)")
    parser.add_argument("--passphrase-file", type=Path, help="file whose first line is the desk's passphrase")
    parser.set_defaults(run=partial(_at_the_open_desk, work))


def _at_the_open_desk(work: Callable[[Desk, argparse.Namespace], int], parsed: argparse.Namespace) -> int:
    desk = Desk(DeskConfig(desk_folder(parsed.data), None))
    try:
        desk.unlock(passphrase_of(parsed.passphrase_file))
        return work(desk, parsed)
    except Refusal as refusal:
        say(f"{refusal.kind.message} {refusal.kind.next}")
        return 1
    finally:
        desk.lock()


def _findings(desk: Desk, parsed: argparse.Namespace) -> int:
    findings = desk.findings()
    for finding in findings:
        sys.stdout.write(finding_text(finding, desk.label_of(finding.author)) + "\n")
    if not findings:
        say("The relay was never caught at anything.")
    if parsed.seen:
        desk.findings_seen()
        return 0
    return 0 if all(finding.is_seen for finding in findings) else 1


def _checkpoint(desk: Desk, _parsed: argparse.Namespace) -> int:
    sys.stdout.write(desk.checkpoint())
    return 0
