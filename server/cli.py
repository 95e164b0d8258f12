"""The `gawahi` command: puts the parts together. Parts that a command does not need are not even imported: a relay on
a public address never loads the code that opens testimonies.
"""

from __future__ import annotations

import argparse
import os
import re
import secrets
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from server import __version__

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from server.naming import Naming
    from server.relay.config import RelayConfig
    from server.serve import Address

FOUNDING_CODE_BYTES: Final = 10  # 80 bits: nobody guesses it over the network, and a person can still type it


@dataclass(frozen=True, slots=True)
class Composition:
    """All that a worker needs to build the application."""

    relay: RelayConfig
    address: Address
    web: Path
    with_desk: bool
    naming: Naming | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    from server.naming import NoSuchName
    from server.serve import CannotServe
    from server.web import WebAppMissing

    given = list(sys.argv[1:] if arguments is None else arguments)
    parsed = build_parser(with_desk=given[:1] not in (["serve"], ["verify"], ["hub"])).parse_args(given)
    command: Callable[[argparse.Namespace], int] = parsed.run
    try:
        return command(parsed)
    except (CannotServe, NoSuchName, WebAppMissing) as refusal:
        print(refusal, file=sys.stderr)
        return 1


def build_parser(*, with_desk: bool) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gawahi", description="Documents human-rights violations where telling is dangerous."
    )
    parser.add_argument("--version", action="version", version=f"gawahi {__version__}")
    commands = parser.add_subparsers(required=True, metavar="command")
    _add_serve(commands)
    _add_verify(commands)
    _add_hub(commands)
    if with_desk:
        from server.desk.commands import add_commands
        from server.forms.commands import add_form_command
        from server.release.commands import add_release_command
        from server.release.place import add_web_command

        add_commands(commands)
        add_form_command(commands)
        add_release_command(commands)
        add_web_command(commands)
    return parser


def _add_serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    from server.naming import add_naming

    parser = commands.add_parser("serve", help="run the relay and the web app; on this computer only, the desk too")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this computer only)")
    parser.add_argument("--port", type=int, default=8000)
    _add_places(parser)
    parser.add_argument("--public-url", help="address that phones use, if a proxy with https stands before this server")
    _add_app_origin(parser)
    parser.add_argument("--tls-cert", type=Path, help="certificate chain (PEM)")
    parser.add_argument("--tls-key", type=Path, help="its private key (PEM)")
    parser.add_argument("--quota-gib", type=float, default=10.0, help="space for each team (default: 10)")
    parser.add_argument(
        "--restored",
        action="store_true",
        help="the data come from a backup: every device then reads and offers everything again. Give it once",
    )
    parser.add_argument("--web", type=Path, help="another built web app than the one that came with this version")
    add_naming(parser)
    parser.set_defaults(run=_serve)


def _add_app_origin(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--app-origin",
        action="append",
        default=[],
        metavar="URL",
        help="address of the app, if another host serves it (`gawahi web` makes its folder): it may then call the API;"
        " may be given again",
    )


def _origins(parsed: argparse.Namespace) -> tuple[str, ...]:
    from server.origins import NoOrigin, read_origin
    from server.serve import CannotServe

    try:
        return tuple(read_origin(one) for one in parsed.app_origin)
    except NoOrigin as reason:
        raise CannotServe(str(reason)) from reason


def _add_places(parser: argparse.ArgumentParser) -> None:
    """Where a relay's data lie."""
    parser.add_argument("--data", type=Path, default=Path("data"), help="folder that holds everything (default: data)")
    parser.add_argument(
        "--database-url",
        help="PostgreSQL 15 or newer (postgresql://user@host/name; its password belongs in ~/.pgpass, not here), or a"
        " SQLite file elsewhere than in the data folder (sqlite:///...)",
    )
    parser.add_argument(
        "--chunks",
        help="keep chunks of media in an S3-compatible store (s3://bucket/prefix) instead of the data folder;"
        " credentials come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. It must sync what it acknowledges",
    )
    parser.add_argument("--chunks-endpoint", help="address of that store, if it is not Amazon's")


def _check_places(parsed: argparse.Namespace) -> None:
    from server.serve import CannotServe

    if parsed.database_url is not None and not parsed.database_url.startswith(("sqlite:///", "postgresql://")):
        raise CannotServe("--database-url must begin with postgresql:// or sqlite:///")
    if parsed.chunks is not None and not re.fullmatch(r"s3://[^/]+(/.*)?", parsed.chunks):
        raise CannotServe("--chunks must be of the form s3://bucket/prefix")


def _add_verify(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "verify",
        help="audit a copy of a relay, offline, and name the first wrong item",
        epilog="Exit status: 0 if all is as it was entered, 1 if something is not, 2 if nothing could be looked at.",
    )
    _add_places(parser)
    parser.add_argument(
        "--checkpoint",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="a state of a log that a phone or a desk was shown: it must be a beginning of the log here",
    )
    parser.add_argument("--relay-pk", metavar="HEX", help="who must have signed it, if relay.key is not in the folder")
    parser.set_defaults(run=_verify)


def _verify(parsed: argparse.Namespace) -> int:
    from server.relay.audit_command import verify_copy
    from server.relay.config import RelayConfig

    _check_places(parsed)
    config = RelayConfig(
        data=parsed.data,
        database_url=parsed.database_url,
        chunks_url=parsed.chunks,
        chunks_endpoint=parsed.chunks_endpoint,
    )
    return verify_copy(config, parsed.checkpoint, parsed.relay_pk)


def _serve(parsed: argparse.Namespace) -> int:
    from server.naming import naming_of
    from server.relay.config import GIB, RelayConfig
    from server.relay.database import CannotPromise
    from server.relay.ground import prepare
    from server.serve import Address, CannotServe, hold, run
    from server.web import find_web_app

    if (parsed.tls_cert is None) != (parsed.tls_key is None):
        raise CannotServe("--tls-cert and --tls-key belong together.")
    _check_places(parsed)
    naming = naming_of(parsed)
    web = find_web_app(parsed.web)
    address = Address(parsed.host, parsed.port, parsed.tls_cert, parsed.tls_key)
    private = _only_this_computer(address, parsed.public_url)
    os.umask(0o077)  # whatever is made from here on is this user's alone
    hold(parsed.data)
    config = RelayConfig(
        data=parsed.data,
        database_url=parsed.database_url,
        chunks_url=parsed.chunks,
        chunks_endpoint=parsed.chunks_endpoint,
        public_url=parsed.public_url,
        app_origins=_origins(parsed),
        founding_code=None if private else _founding_code(parsed.data / "founding.code"),
        quota_bytes=int(parsed.quota_gib * GIB),
    )
    try:
        prepare(config, restored=parsed.restored)
    except CannotPromise as reason:
        raise CannotServe(str(reason)) from reason
    for line in _announcements(config, address):
        print(line, flush=True)
    composition = Composition(config, address, web, with_desk=private, naming=naming)
    run(partial(compose, composition), address, ready=f"Gawahi is ready at {parsed.public_url or address.url}")
    return 0


def _add_hub(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "hub",
        help="tell thousands of listeners when something new comes, beside a relay on the same database",
        description="Give it its place in the proxy with https that stands before the relay, so that both have one"
        " address and no CORS is needed. nginx: location ~ ^/api/v1/teams/[0-9a-f]+/watch$ { proxy_pass"
        " http://127.0.0.1:8001; proxy_buffering off; proxy_read_timeout 90s; }",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this computer only)")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--data", type=Path, default=Path("data"), help="the relay's data folder (default: data)")
    parser.add_argument("--database-url", help="as the relay's, if it has one")
    _add_app_origin(parser)
    parser.set_defaults(run=_hub)


def _hub(parsed: argparse.Namespace) -> int:
    from server.relay.config import RelayConfig
    from server.relay.database import CannotPromise
    from server.relay.hub import run_hub
    from server.serve import CannotServe

    config = RelayConfig(data=parsed.data, database_url=parsed.database_url, app_origins=_origins(parsed))
    try:
        run_hub(config, parsed.host, parsed.port)
    except CannotPromise as reason:
        raise CannotServe(str(reason)) from reason
    except OSError as error:
        raise CannotServe(f"Port {parsed.port} cannot be used: {error.strerror}.") from error
    return 0


def compose(composition: Composition) -> WSGIApplication:
    """Relay and web app, guarded; the desk only where nobody but this computer's user can reach it."""
    from server.relay.app import create_relay
    from server.web import LOOPBACK_HOSTS, guard, host_of, read_web_app, web_app

    relay = create_relay(composition.relay)
    relay.register_blueprint(web_app(read_web_app(composition.web, composition.naming)))
    application: WSGIApplication = relay
    if composition.with_desk:
        from server.desk.app import with_desk
        from server.desk.desk import DeskConfig
        from server.desk.terminal import desk_folder

        folder = desk_folder(composition.relay.data)
        application = with_desk(relay, DeskConfig(folder, composition.address.url, composition.address.port))
    public = composition.relay.public_url
    named = {composition.address.host, *([host_of(public) or ""] if public else [])}
    hosts = LOOPBACK_HOSTS | named if composition.address.is_loopback else None
    origins = frozenset(composition.relay.app_origins)
    return guard(application, hosts=hosts, tls=composition.address.tls, app_origins=origins)


def _only_this_computer(address: Address, public_url: str | None) -> bool:
    """False behind a proxy, too: then the whole world comes from 127.0.0.1."""
    from server.serve import is_loopback
    from server.web import host_of

    return address.is_loopback and (public_url is None or is_loopback(host_of(public_url) or ""))


def _founding_code(path: Path) -> str:
    if not path.exists():
        digits = secrets.token_hex(FOUNDING_CODE_BYTES)
        code = "-".join(digits[start : start + 4] for start in range(0, len(digits), 4))
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"{code}\n")
    return path.read_text(encoding="ascii").strip()


def _announcements(config: RelayConfig, address: Address) -> list[str]:
    lines = []
    if config.founding_code is not None:
        lines.append(f"To found a team here, this code is needed: {config.founding_code}")
    if not address.is_loopback and not address.tls:
        lines.append(
            "Phones can record only over https. Give --tls-cert and --tls-key, or put a proxy with https before this"
            " server, let it listen on 127.0.0.1, and name the proxy's address with --public-url."
        )
    return lines
