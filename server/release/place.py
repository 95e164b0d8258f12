"""`gawahi web`: a folder that any static host can serve, for an app whose relay is elsewhere, and the headers that its
host must send. A host that cannot send headers must not serve this app: without them nothing stops a foreign script.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from server.naming import MANIFEST, NAME, Naming, NoSuchName, add_naming, named_files, naming_of
from server.origins import NoOrigin, read_origin
from server.release.app_files import TWIN, NotAnApp
from server.release.edition import read_app, told_of_relay
from server.web import (
    ASK_EACH_TIME,
    IMMUTABLE,
    INTEGRITY_POLICY,
    STRICT_TRANSPORT,
    WebAppMissing,
    find_web_app,
    page_headers,
)

Header = tuple[str, str]
# Read by Cloudflare Pages and Netlify; nginx and Caddy need the lines of the other two.
HEADERS_FILE: Final = "_headers"
NGINX_FILE: Final = "headers.nginx.conf"
CADDY_FILE: Final = "headers.caddy"


def add_web_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "web",
        help="write the web app into a folder for another host than the relay's",
        description="The folder APP in it goes to the host. The relay must name the host: gawahi serve --app-origin.",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="a new or empty folder")
    parser.add_argument("--relay", required=True, metavar="URL", help="address of the relay (https://...)")
    parser.add_argument("--web", type=Path, help="another built web app than the one that came with this version")
    add_naming(parser)
    parser.set_defaults(run=_web)


def _web(parsed: argparse.Namespace) -> int:
    try:
        app = place_app(find_web_app(parsed.web), parsed.out, read_origin(parsed.relay), naming_of(parsed))
    except (NoOrigin, NoSuchName, NotAnApp, WebAppMissing, OSError) as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    print(f"The app is in {app}. Sign it now if your team signs releases, and copy all of it to the host.")
    print(f"The host must send the headers that stand in {parsed.out / NGINX_FILE} (nginx), {parsed.out / CADDY_FILE}")
    print(f"(Caddy) and {app / HEADERS_FILE} (Cloudflare Pages, Netlify). One that cannot must not serve it.")
    return 0


def place_app(web: Path, out: Path, relay: str, naming: Naming | None = None) -> Path:
    """The folder for the host."""
    if out.exists() and any(out.iterdir()):
        raise NotAnApp(f"{out} is not empty.")
    app = out / "app"
    files = told_of_relay(read_app(web), relay)
    if naming is not None:
        files |= named_files(files, naming)
        files.pop(f"{MANIFEST}{TWIN}", None)
        files.pop(f"{NAME}{TWIN}", None)
    files[HEADERS_FILE] = _cloudflare(relay).encode()
    for path, data in files.items():
        (app / path).parent.mkdir(parents=True, exist_ok=True)
        (app / path).write_bytes(data)
    (out / NGINX_FILE).write_text(_nginx(relay), encoding="utf-8")
    (out / CADDY_FILE).write_text(_caddy(relay), encoding="utf-8")
    return app


def _common(relay: str) -> list[Header]:
    return [*page_headers(relay), STRICT_TRANSPORT]


def _cloudflare(relay: str) -> str:
    def rule(path: str, headers: Sequence[Header]) -> str:
        return f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in headers)

    page = [INTEGRITY_POLICY, ("Cache-Control", ASK_EACH_TIME)]
    asked = [("Cache-Control", ASK_EACH_TIME)]
    rules = [rule("/*", _common(relay)), rule("/", page), rule("/index.html", page), rule("/sw.js", asked)]
    rules += [rule("/manifest.webmanifest", asked), rule("/assets/*", [("Cache-Control", IMMUTABLE)])]
    return "".join(rules)


def _nginx(relay: str) -> str:
    """``add_header`` in a location replaces all that was inherited, so each location has them all."""

    def location(match: str, headers: Sequence[Header]) -> str:
        lines = "".join(f'    add_header {name} "{value}" always;\n' for name, value in [*_common(relay), *headers])
        return f"location {match} {{\n{lines}    access_log off;\n}}\n"

    asked = ("Cache-Control", ASK_EACH_TIME)
    return (
        "# Into the server block whose root is the folder of the app. It keeps no log of who came.\n"
        + location("/", [asked])
        + location("= /", [INTEGRITY_POLICY, asked])
        + location("= /index.html", [INTEGRITY_POLICY, asked])
        + location("/assets/", [("Cache-Control", IMMUTABLE)])
    )


def _caddy(relay: str) -> str:
    lines = "".join(f'    {name} "{value}"\n' for name, value in _common(relay))
    return (
        "# Into the site block whose root is the folder of the app, beside file_server. Write no `log` there.\n"
        f"header {{\n{lines}    -Server\n}}\n"
        "@page path / /index.html\n"
        f'header @page {INTEGRITY_POLICY[0]} "{INTEGRITY_POLICY[1]}"\n'
        "@kept path /assets/*\n"
        f'header @kept Cache-Control "{IMMUTABLE}"\n'
        "@asked not path /assets/*\n"
        f'header @asked Cache-Control "{ASK_EACH_TIME}"\n'
    )
