"""The name and the icon that a team gives the app on its phones, in the place of ours: the only files of a built app
that may be others than those that were signed.

It never touches a script, a style, the page or the service worker: their bytes, and every hash of them, stay.
"""

from __future__ import annotations

import argparse
import json
import struct
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MANIFEST: Final = "manifest.webmanifest"
NAME: Final = "name.json"
ICONS: Final = ("icon-192.png", "icon-512.png", "icon-512-maskable.png")
VARIABLE: Final = frozenset({MANIFEST, NAME, *ICONS})
"""The service worker keeps these without a hash (static/src/sw/variable.ts). They hold words and pictures."""
DRAWN: Final = {"notebook": "#965426", "calculator": "#3a3e46", "weather": "#2c68a0"}
"""Icons in the build, under ``icons/``, and their colours."""
DRAWN_FOLDER: Final = "icons/"
NAME_LIMIT: Final = 30  # launchers cut longer names
_PNG: Final = b"\x89PNG\r\n\x1a\n"
_ICON_PIXELS: Final = (192, 1024)
_ICON_LIMIT_BYTES: Final = 512 << 10
_PLAIN_COLOUR: Final = "#f6f2ea"


class NoSuchName(Exception):
    """Said to the person who typed the command."""


@dataclass(frozen=True, slots=True)
class Naming:
    name: str
    icon: str | None = None
    """One of ``DRAWN`` or the path of a PNG file; None for ours, which says nothing either."""


def add_naming(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--app-name", help='what phones call the app, on its icon and before it is unlocked, for example "Notes"'
    )
    parser.add_argument(
        "--app-icon",
        metavar="ICON",
        help=f"its icon: {', '.join(DRAWN)}, or a square PNG file of {_ICON_PIXELS[0]} to {_ICON_PIXELS[1]} pixels",
    )


def naming_of(parsed: argparse.Namespace) -> Naming | None:
    """What was asked for. Refuses what no phone could show."""
    if parsed.app_name is None:
        if parsed.app_icon is not None:
            raise NoSuchName("--app-icon belongs to --app-name: an icon with our name under it hides nothing.")
        return None
    naming = Naming(_checked_name(parsed.app_name), parsed.app_icon)
    if naming.icon is not None and naming.icon not in DRAWN:
        _read_icon(Path(naming.icon))
    return naming


def named_files(built: Mapping[str, bytes], naming: Naming) -> dict[str, bytes]:
    """The variable files by their path, for an app that was built into ``built``."""
    manifest = json.loads(built[MANIFEST])
    manifest |= {
        "name": naming.name,
        "short_name": naming.name,
        "theme_color": DRAWN.get(naming.icon or "", _PLAIN_COLOUR),
    }
    icons = {path: built[path] for path in ICONS}
    if naming.icon in DRAWN:
        icons = {path: built[f"{DRAWN_FOLDER}{path.replace('icon', naming.icon, 1)}"] for path in ICONS}
    elif naming.icon is not None:
        icon, pixels = _read_icon(Path(naming.icon))
        icons = dict.fromkeys(ICONS, icon)
        manifest["icons"] = [
            {"src": f"/{ICONS[1]}", "sizes": f"{pixels}x{pixels}", "type": "image/png", "purpose": "any"}
        ]
    return {MANIFEST: _as_json(manifest), NAME: _as_json({"name": naming.name}), **icons}


def _checked_name(typed: str) -> str:
    name = unicodedata.normalize("NFC", typed).strip()
    if not 1 <= len(name) <= NAME_LIMIT:
        raise NoSuchName(f"--app-name must have 1 to {NAME_LIMIT} characters.")
    if any(unicodedata.category(sign).startswith(("C", "Z")) and sign != " " for sign in name):
        raise NoSuchName("--app-name has a character that cannot be seen. Type it anew.")
    return name


def _read_icon(path: Path) -> tuple[bytes, int]:
    """The file and its width. Only its head is looked at: browsers judge the rest."""
    known = ", ".join(DRAWN)
    if not path.is_file():
        raise NoSuchName(f"--app-icon: there is no file {path}. Without a file: {known}.")
    data = path.read_bytes()
    smallest, largest = _ICON_PIXELS
    if len(data) > _ICON_LIMIT_BYTES or not data.startswith(_PNG) or data[12:16] != b"IHDR" or len(data) < 24:
        raise NoSuchName(f"--app-icon: {path} is no PNG file of at most {_ICON_LIMIT_BYTES >> 10} KiB.")
    width, height = struct.unpack(">II", data[16:24])
    if width != height or not smallest <= width <= largest:
        raise NoSuchName(
            f"--app-icon: {path} is {width} x {height}. It must be square, {smallest} to {largest} pixels."
        )
    return data, width


def _as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
