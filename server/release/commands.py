"""`gawahi release`: make the key that signs releases, sign a built app offline, and compare an app with its note."""

from __future__ import annotations

import argparse
import datetime
import getpass
import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from server import __version__
from server.format.refusals import Refusal
from server.format.release import RELEASE_NAME, Release, check_release, first_difference
from server.naming import VARIABLE
from server.release.app_files import (
    TWIN,
    WORKER,
    NotAnApp,
    app_at,
    build_of,
    hashes_at,
    hashes_in,
    note_at,
    note_in,
)
from server.release.webcat import CONFIG_NAME, webcat_config

_PASSPHRASE_LETTERS: Final = 12
_URLS: Final = ("http://", "https://")


def add_release_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "release", help="sign the built web app offline, and compare an app with what was signed"
    )
    actions = parser.add_subparsers(required=True, metavar="action")
    key = actions.add_parser("key", help="make the key that signs; keep it on a computer that is never online")
    key.add_argument("--out", type=Path, default=Path("release.key"), help="its file (default: release.key)")
    key.add_argument("--passphrase-file", type=Path, help="file whose first line is its passphrase")
    key.set_defaults(run=_guarded, act=_make_key)
    sign = actions.add_parser("sign", help=f"write {RELEASE_NAME} into a built app")
    sign.add_argument("--key", type=Path, required=True, help="file of the key that signs")
    sign.add_argument("--passphrase-file", type=Path, help="file whose first line is its passphrase")
    sign.add_argument("--day", type=datetime.date.fromisoformat, help="day that the note names (default: today)")
    sign.add_argument("folder", type=Path, help="the built app: static/dist in a checkout")
    sign.set_defaults(run=_guarded, act=_sign)
    check = actions.add_parser("check", help="compare an app, in a folder or on a running server, with what was signed")
    check.add_argument("place", help="folder of an app, or the address of a server (https://...)")
    check.add_argument(
        "--key", required=True, metavar="KEY", help="public key that must have signed: a file or its hex"
    )
    check.add_argument("--note", type=Path, help=f"a {RELEASE_NAME} of your own, instead of the one that lies there")
    check.set_defaults(run=_guarded, act=_check)
    webcat = actions.add_parser("webcat", help=f"write {CONFIG_NAME}, from which the tools of WEBCAT make a manifest")
    webcat.add_argument("--app", required=True, metavar="URL", help="address of the app, as WEBCAT will show it")
    webcat.add_argument("--out", type=Path, default=Path(CONFIG_NAME), help=f"default: {CONFIG_NAME}")
    webcat.add_argument("folder", type=Path, help="the built app, or the one that `gawahi web` wrote")
    webcat.set_defaults(run=_guarded, act=_webcat)


def _guarded(parsed: argparse.Namespace) -> int:
    try:
        return int(parsed.act(parsed))
    except Refusal as refusal:
        detail = f" ({refusal.detail})" if refusal.detail else ""
        return _say(f"{refusal.kind.message}{detail} {refusal.kind.next}")
    except (NotAnApp, OSError) as reason:
        return _say(str(reason))


def _make_key(parsed: argparse.Namespace) -> int:
    from server.seal.release import new_release_key
    from server.seal.vault import calibrate

    public = parsed.out.with_suffix(".pub")
    if parsed.out.exists() or public.exists():
        return _say(f"{parsed.out} or {public} is already there. A key is never overwritten.")
    passphrase = _passphrase(parsed.passphrase_file, new=True)
    key_file, release_pk = new_release_key(passphrase, cost=calibrate(time.monotonic), random=os.urandom)
    descriptor = os.open(parsed.out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key_file)
    public.write_text(f"{release_pk.hex()}\n", encoding="ascii")
    _say(f"Written: {parsed.out} (keep it offline, with a copy elsewhere) and {public} (for everybody).")
    print(release_pk.hex())
    return 0


def _sign(parsed: argparse.Namespace) -> int:
    from server.seal.release import open_release_key, sign_release

    files = hashes_in(parsed.folder)
    build = build_of((parsed.folder / WORKER).read_text(encoding="utf-8"))
    day = parsed.day or datetime.datetime.now(datetime.UTC).date()
    key = open_release_key(parsed.key.read_bytes(), _passphrase(parsed.passphrase_file, new=False))
    note = sign_release(key, Release(__version__, build, day.isoformat(), files))
    (parsed.folder / RELEASE_NAME).write_text(note, encoding="utf-8")
    print(f"Signed {len(files)} files of build {build} with key {key.public.hex()}")
    return 0


def _check(parsed: argparse.Namespace) -> int:
    from server.seal.primitives import verify

    release_pk = _public_key(parsed.key)
    if parsed.place.startswith(_URLS):
        with app_at(parsed.place) as http:
            note = note_in(parsed.note) if parsed.note else note_at(http)
            wanted = check_release(verify, note or "", release_pk)
            found = hashes_at(http, wanted.files)
    else:
        folder = Path(parsed.place)
        found = hashes_in(folder)
        wanted = check_release(verify, note_in(parsed.note or folder / RELEASE_NAME) or "", release_pk)
    named = _named_by_team(wanted, found)
    different = first_difference(wanted, {**found, **{path: wanted.files[path] for path in named}})
    if different is not None:
        return _say(f"{_how(different, wanted, found)} Do not use this app; tell whoever runs it and whoever signs it.")
    if named:
        print(f"The app has a name or an icon of the team's own, which nobody signs: {', '.join(named)}.")
    count = "other" if named else len(found)
    print(f"All {count} files are those of build {wanted.build}, version {wanted.version}, signed on {wanted.day}.")
    return 0


def _named_by_team(wanted: Release, found: Mapping[str, str]) -> list[str]:
    """They hold a name and pictures; the service worker takes them without a hash."""
    signed = [path for path in wanted.files if path.removesuffix(TWIN) in VARIABLE]
    return [path for path in signed if path in found and found[path] != wanted.files[path]]


def _webcat(parsed: argparse.Namespace) -> int:
    config = webcat_config(parsed.folder, parsed.app)
    parsed.out.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")
    print(f"Written: {parsed.out}. The host must send exactly this Content-Security-Policy with every answer.")
    return 0


def _how(path: str, wanted: Release, found: Mapping[str, str]) -> str:
    if path not in wanted.files:
        return f"{path} was not signed."
    if path not in found:
        return f"{path} is missing."
    if path.endswith(TWIN):
        return f"{path} is another file than the signed one (unless a proxy compresses by itself: switch that off)."
    return f"{path} is another file than the signed one."


def _public_key(given: str) -> bytes:
    text = Path(given).read_text(encoding="ascii").strip() if Path(given).is_file() else given
    try:
        key = bytes.fromhex(text)
    except ValueError as error:
        raise NotAnApp("A public key is a file, or 64 hexadecimal digits.") from error
    if len(key) != 32:
        raise NotAnApp("A public key is a file, or 64 hexadecimal digits.")
    return key


def _passphrase(file: Path | None, *, new: bool) -> str:
    if file is not None:
        text = file.read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")
    else:
        text = getpass.getpass("Passphrase of the release key: ")
        if new and getpass.getpass("The same again: ") != text:
            raise NotAnApp("The two passphrases differ. Nothing was written.")
    if new and len(text) < _PASSPHRASE_LETTERS:
        raise NotAnApp(
            f"The passphrase has fewer than {_PASSPHRASE_LETTERS} letters. Take six words that nobody can guess."
        )
    return text


def _say(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 1
