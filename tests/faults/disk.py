"""A full disk: pushes and chunks are refused by name, reads go on, nothing acknowledged is lost, and when there is room
again it goes on by itself.

The disk is real where this process may mount one (a small file system in a file, or in memory); elsewhere SQLite is
told how many pages it may have, and refuses in the same way.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx

from server.desk.relay_client import http_client
from server.format.item import Kind
from server.relay.config import CHUNK_BYTES
from tests.faults.ground import Ground, relay_pk
from tests.faults.mail import Sender, audit, found_team, heal
from tests.faults.report import Report
from tests.relay.teams import Team, bearer, sealed

SIZE_MIB: Final = 24
RESERVE_BYTES: Final = 6 << 20
ITEMS_A_PUSH: Final = 400
PUSHES_AT_MOST: Final = 100
UNMOUNT_TRIES: Final = 50


def run(ground: Ground, report: Report) -> None:
    with small_disk(ground.folder) as disk:
        if disk is None:
            _with_few_pages(ground, report)
        else:
            _on_a_small_disk(ground, report, disk)


def _on_a_small_disk(ground: Ground, report: Report, disk: Path) -> None:
    reserve = disk / "reserve"
    reserve.write_bytes(bytes(RESERVE_BYTES))
    relay = ground.relay(disk / "data")
    relay.start()
    try:
        team = found_team(relay.url)
        sender = Sender(relay.url, team, relay_pk(relay.url), ground.ledger)
        report.more["disk_pushes_until_full"] = _fill(sender)
        with http_client(relay.url) as http:
            report.complaints += _refuses_by_name(http, team)
        audit(relay.url, team, ground.ledger, Report())
        reserve.unlink()
        heal([sender], report)
        audit(relay.url, team, ground.ledger, report)
    finally:
        relay.kill()


def _with_few_pages(ground: Ground, report: Report) -> None:
    relay = ground.relay(environment={"GAWAHI_FAULT_WEAK": "few_pages"})
    relay.start()
    try:
        team = found_team(relay.url)
        sender = Sender(relay.url, team, relay_pk(relay.url), ground.ledger)
        while not sender.outbox:
            sender.write(ITEMS_A_PUSH)
            sender.sync()
        if set(sender.refusals) != {"disk_full"}:
            report.complaints.append(f"a full database was called {sender.refusals}")
        audit(relay.url, team, ground.ledger, Report())
        relay.kill()
        relay.environment.pop("GAWAHI_FAULT_WEAK")
        relay.start()
        heal([sender], report)
        audit(relay.url, team, ground.ledger, report)
    finally:
        relay.kill()


def _fill(sender: Sender) -> int:
    """Big pushes and chunks until neither finds room."""
    for pushes in range(PUSHES_AT_MOST):
        sender.write(ITEMS_A_PUSH)
        sender.record()
        sender.sync()
        if sender.outbox and sender.chunks:
            return pushes
    raise AssertionError("the disk is not small")


def _refuses_by_name(http: httpx.Client, team: Team) -> list[str]:
    """What a full relay says to a push and to a chunk, if it is not what the protocol demands."""
    items = [(int(Kind.CHANGE), sealed(team.tag, size=3_000), None) for _ in range(ITEMS_A_PUSH)]
    answers = {"push": Team(http, team.tag, team.token).push(items)}
    for _ in range(PUSHES_AT_MOST):
        data = os.urandom(CHUNK_BYTES)
        path = f"{team.path}/chunks/{hashlib.sha256(data).hexdigest()}"
        answers["chunk"] = http.put(path, content=data, headers={"Authorization": bearer(team.token)})
        if answers["chunk"].status_code != 204:
            break
    return [
        f"a full disk answers a {what} with {answer.status_code} {answer.text}"
        for what, answer in answers.items()
        if answer.status_code != 507 or "Retry-After" not in answer.headers or "disk_full" not in answer.text
    ]


@contextmanager
def small_disk(folder: Path) -> Iterator[Path | None]:
    """None where this process may not mount one."""
    mount, image = folder / "disk", folder / "disk.img"
    mount.mkdir()
    image.write_bytes(b"")
    subprocess.run(["truncate", "-s", f"{SIZE_MIB}M", str(image)], check=True)
    ways = (
        f"mkfs.ext4 -q -F {image} && mount -o loop {image} {mount}",
        f"mount -t tmpfs -o size={SIZE_MIB}m none {mount}",
    )
    if not any(subprocess.run(way, shell=True, capture_output=True, check=False).returncode == 0 for way in ways):
        yield None
        return
    try:
        yield mount
    finally:
        _unmount(mount)


def _unmount(mount: Path) -> None:
    """A process that was killed may hold its files a moment longer."""
    for _ in range(UNMOUNT_TRIES):
        if subprocess.run(["umount", str(mount)], capture_output=True, check=False).returncode == 0:
            return
        time.sleep(0.2)
    raise OSError(f"{mount} cannot be unmounted")
