"""`gawahi desk` and `gawahi export`: the same engine for the page and for the command line."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from server.desk.anonymise.limits import Limits, least_k
from server.desk.carry_command import add_carry_command
from server.desk.desk import Desk, DeskConfig
from server.desk.export.coordinator import coordinator_text
from server.desk.export.report import PROTECTING
from server.desk.exporting import Published
from server.desk.keys_command import add_keys_command
from server.desk.log_commands import add_log_commands
from server.desk.openings_command import add_openings_command
from server.desk.publish import ExportRequest
from server.desk.release.command import add_anonymise_command
from server.desk.terminal import desk_folder, passphrase_of, say
from server.format.consent import PURPOSES, Purpose
from server.format.refusals import Refusal
from server.naming import Naming, add_naming, naming_of

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_PROGRESS_EVERY: Final = 500


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    _add_desk(commands)
    _add_export(commands)
    add_log_commands(commands)
    add_openings_command(commands)
    add_carry_command(commands)
    add_keys_command(commands)
    add_anonymise_command(commands)


def _add_desk(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("desk", help="run the coordinator's desk and the web app, on this computer only")
    parser.add_argument("--relay", required=True, help="address of the team's relay")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder that holds everything (default: data)")
    parser.add_argument("--web", type=Path, help="another built web app than the one that came with this version")
    add_naming(parser)
    parser.set_defaults(run=_desk)


def _add_export(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser("export", help="write anonymised tables of what may be used for a purpose")
    parser.add_argument("--purpose", required=True, choices=PURPOSES)
    parser.add_argument(
        "--k", type=int, help="each class holds at least so many testimonies (default and least: 11 public, 5 partners)"
    )
    parser.add_argument(
        "--own-limits",
        nargs=2,
        type=_share,
        metavar=("HIGHEST", "GLOBAL"),
        help="other limits than those of the purpose, for the highest and the global risk, as shares; k may then be"
        " smaller too, and the report says so. Decide that with your team",
    )
    parser.add_argument(
        "--level", action="append", default=[], metavar="LADDER=N", help="choose a level by hand, 0 is as recorded"
    )
    parser.add_argument("--form", metavar="VERSION", help="testimonies of this form of the team, by its version")
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder that holds everything (default: data)")
    parser.add_argument("--relay", help="address of the relay, if it is not the one used last")
    parser.add_argument("--passphrase-file", type=Path, help="file whose first line is the desk's passphrase")
    parser.add_argument("--preview", action="store_true", help="say what an export would be, and write nothing")
    parser.set_defaults(run=_export)


def _desk(parsed: argparse.Namespace) -> int:
    from server.serve import Address, run
    from server.web import find_web_app

    address = Address("127.0.0.1", parsed.port)
    config = DeskConfig(desk_folder(parsed.data), parsed.relay, parsed.port)
    web = find_web_app(parsed.web)
    compose = partial(compose_desk, config, parsed.relay, web, naming_of(parsed))
    run(compose, address, ready=f"The desk is ready at {address.url}")
    return 0


def compose_desk(config: DeskConfig, relay: str, web: Path, naming: Naming | None = None) -> WSGIApplication:
    """The web app, the desk, and the relay behind a proxy, all on one loopback address."""
    from flask import Flask

    from server.answers import answer_with_refusals
    from server.desk.app import with_desk
    from server.desk.proxy import relay_proxy
    from server.web import LOOPBACK_HOSTS, guard, read_web_app, web_app

    app = Flask("gawahi-desk-page", static_folder=None)
    answer_with_refusals(app)
    app.register_blueprint(web_app(read_web_app(web, naming)))
    app.register_blueprint(relay_proxy(relay, config.port))
    return guard(with_desk(app, config), hosts=LOOPBACK_HOSTS, tls=False)


def _export(parsed: argparse.Namespace) -> int:
    desk = Desk(DeskConfig(desk_folder(parsed.data), parsed.relay))
    try:
        request = _request(parsed)
        desk.unlock(passphrase_of(parsed.passphrase_file))
        published = desk.preview(request, _say_progress) if parsed.preview else _exported(desk, request)
        new = sum(not finding.is_seen for finding in desk.findings())
    except Refusal as refusal:
        say(f"{refusal.kind.message} {refusal.kind.next}")
        return 1
    finally:
        desk.lock()
    if new:
        say(f"The relay was caught at {new} things that nobody here has seen yet: `gawahi findings` shows them.")
    return _show(published)


def _exported(desk: Desk, request: ExportRequest) -> Published:
    """What was written; or, where it would have exposed somebody, the preview that says why and what would pass."""
    try:
        return desk.export(request, _say_progress)
    except Refusal as refusal:
        if refusal.name not in PROTECTING:
            raise
        return desk.preview(request)


def _show(published: Published) -> int:
    sys.stdout.write(coordinator_text(published.report))
    refusal = published.report.refusal
    if refusal is not None:
        kind = Refusal(refusal).kind
        say(f"{kind.message} {kind.next}")
        return 1
    if published.folder is None:
        say("This was a preview: nothing was written.")
    else:
        say(f"Written to {published.folder}")
    return 0


def _request(parsed: argparse.Namespace) -> ExportRequest:
    purpose = cast("Purpose", parsed.purpose)
    k = least_k(purpose) if parsed.k is None else parsed.k
    if k < 2:
        raise Refusal("k_too_small")
    limits = None if parsed.own_limits is None else Limits(*parsed.own_limits)
    return ExportRequest(purpose, k, _levels(parsed.level), parsed.form, limits)


def _share(text: str) -> float:
    share = float(text)
    if not 0 < share <= 1:
        raise ValueError("a share lies above 0 and is at most 1")
    return share


def _levels(given: list[str]) -> dict[str, int]:
    levels: dict[str, int] = {}
    for one in given:
        name, _, level = one.partition("=")
        if not level.isdecimal():
            raise Refusal("malformed", "a level is written as ladder=number")
        levels[name] = int(level)
    return levels


def _say_progress(done: int, total: int) -> None:
    if total > _PROGRESS_EVERY and done % _PROGRESS_EVERY == 0:
        say(f"{done} of {total}")
