"""Where faults happen: a folder, a ledger beside it, and relays that can be told to die."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.faults.ledger import Ledger
from tests.faults.points import Point
from tests.served import Served, free_port

MORTAL = "tests.faults.mortal"


@dataclass(frozen=True)
class Ground:
    """``folder`` is new and empty for each part of a run."""

    folder: Path
    ledger: Ledger

    def web(self) -> Path:
        """A built web app, as small as one can be: these relays serve no people."""
        folder = self.folder / "web"
        folder.mkdir(exist_ok=True)
        (folder / "index.html").write_text("<!doctype html><title>گواہی</title>", encoding="utf-8")
        (folder / "sw.js").write_text("self;", encoding="utf-8")
        (folder / "assets").mkdir(exist_ok=True)
        return folder

    def relay(
        self, data: Path | None = None, environment: Mapping[str, str] | None = None, database_url: str | None = None
    ) -> Served:
        where = ["--database-url", database_url] if database_url else []
        folder = data or self.folder / "relay"
        return Served(folder, *where, web=self.web(), environment=dict(environment or {}), module=MORTAL)

    def hit_file(self) -> Path:
        return self.folder / "hit"


def doom(point: Point, hit_file: Path) -> dict[str, str]:
    """The environment of a process that is to die at a point."""
    hit_file.unlink(missing_ok=True)
    return {"GAWAHI_FAULT_POINT": point.name, "GAWAHI_FAULT_HIT": str(hit_file)}


def died_at(point: Point, hit_file: Path) -> bool:
    return hit_file.is_file() and hit_file.read_text(encoding="utf-8") == point.name


def killed(exit_status: int | None) -> bool:
    return exit_status == -signal.SIGKILL


def relay_pk(url: str) -> bytes:
    return bytes.fromhex(httpx.get(f"{url}/api/v1/health", trust_env=False).json()["relay_pk"])


__all__ = ["Ground", "died_at", "doom", "free_port", "killed", "relay_pk"]
