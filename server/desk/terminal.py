"""What the desk's commands share: where the desk lies, how it is opened, and how they speak to the person."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path

from server.format.refusals import Refusal


def desk_folder(data: Path) -> Path:
    return data / "desk"


def passphrase_of(file: Path | None) -> str:
    """Typed, or the first line of a file."""
    if file is None:
        return getpass.getpass("Passphrase of the desk: ")
    try:
        return file.read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal("not_found", "the passphrase file") from error


def say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
