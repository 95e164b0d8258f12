"""The desk: joined once, opened with a passphrase, and then exchange and export until it is locked.

One engine for the page and the command line. Keys are in memory only while it is open.
"""

from __future__ import annotations

import datetime
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import httpx

from server.desk import keys
from server.desk.anonymise.select import Folded
from server.desk.archive.archive import Archive
from server.desk.archive.findings import Finding
from server.desk.archive.locker import Locker
from server.desk.archive.store import Store
from server.desk.carry import Carried, carry
from server.desk.exchange import Progress, exchange
from server.desk.exporting import Exporting, Published
from server.desk.joining import prepare_joining
from server.desk.patience import Patience
from server.desk.proven import trust_in
from server.desk.publish import ExportRequest
from server.desk.relay_client import RelayClient, http_client
from server.desk.renewing import follow
from server.format.keyfile import Cost
from server.format.opening_ledger import Opening
from server.format.refusals import Refusal
from server.format.unseen import name_in_sight
from server.forms.form import load_default
from server.seal.roster import upload_token
from server.seal.vault import calibrate

State = Literal["new", "locked", "joining", "open"]
_SECONDS_BETWEEN_STATUS_SYNCS: Final = 3.0


@dataclass(frozen=True, slots=True)
class DeskConfig:
    """``folder`` is the desk's own, inside the data folder; ``relay`` the only address it speaks to, None for the
    last one."""

    folder: Path
    relay: str | None
    port: int = 8001
    transport: httpx.BaseTransport | None = None
    cost: Callable[[], Cost] = field(default=lambda: calibrate(time.perf_counter))
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time


@dataclass(frozen=True, slots=True)
class Status:
    """``findings``: what the relay was caught at and nobody here has seen yet."""

    state: State
    team: str | None
    records: int
    findings: tuple[Finding, ...] = ()


def _silent(_done: int, _total: int) -> None:
    """Progress that nobody watches."""


class Desk:
    """Lets one caller in at a time: what it does takes seconds, and one person sits at it."""

    def __init__(self, config: DeskConfig) -> None:
        self._config = config
        self._lock = threading.RLock()
        self._patience = Patience(config.clock)
        self._http: httpx.Client | None = None
        self._http_relay = ""
        self._archive: Archive | None = None
        self._keys: keys.Keys | None = None
        self._last_sync = float("-inf")

    @property
    def is_open(self) -> bool:
        return self._archive is not None

    def status(self) -> Status:
        """Exchanges first if the last time is a few seconds ago; a relay out of reach is no reason not to answer."""
        with self._lock:
            if not keys.exists(self._config.folder):
                return Status("new", None, 0)
            if self._archive is None:
                return Status("locked", None, 0)
            if self._config.clock() - self._last_sync > _SECONDS_BETWEEN_STATUS_SYNCS:
                self._exchange_if_reachable()
            state: State = "open" if self._archive.is_admitted else "joining"
            new = tuple(finding for finding in self._archive.findings() if not finding.is_seen)
            return Status(state, self._archive.team.name, self._archive.count_records(), new)

    def join(self, link: str, label: str, passphrase: str) -> None:
        """Join by an invite; afterwards the desk is open, and waits to be admitted. Refuses `desk_exists` a second
        time."""
        with self._lock:
            if keys.exists(self._config.folder):
                raise Refusal("desk_exists")
            folder, made = self._config.folder, keys.new_keys(os.urandom)
            now = int(self._config.now() * 1000)
            joining = prepare_joining(self._reach(None), link, label, made.device, now=now, random=os.urandom)
            cost = self._config.cost()
            keys.write_device(folder, made, os.urandom)
            archive = self._open_archive(made)
            try:
                archive.begin(joining.team, joining.signed_entries, joining.request)
                self._reach(archive)
                keys.write_key_file(folder, made, passphrase, cost, os.urandom)
            except BaseException:
                archive.close()
                raise
            self._archive, self._keys = archive, made
            self._exchange_if_reachable()

    def unlock(self, passphrase: str) -> None:
        """Refuses wrong_passphrase, and too_many after several of them."""
        with self._lock:
            if not keys.exists(self._config.folder):
                raise Refusal("desk_not_admitted")
            self._patience.check()
            try:
                opened = keys.open_keys(self._config.folder, passphrase)
            except Refusal as refusal:
                if refusal.name == "wrong_passphrase":
                    self._patience.wrong()
                raise
            self._patience.right()
            if self._archive is None:
                self._archive, self._keys = self._open_archive(opened), opened

    def lock(self) -> None:
        with self._lock:
            if self._archive is not None:
                self._archive.close()
            self._archive, self._keys = None, None

    def sync(self, progress: Progress = _silent) -> int:
        """How many changes became readable."""
        with self._lock:
            archive, opened = self._opened()
            try:
                read = exchange(archive, self._relay(archive), progress)
            except Refusal as refusal:
                if refusal.name != "token_refused" or not follow(archive, opened.device, self._reach(archive)):
                    raise
                read = exchange(archive, self._relay(archive), progress)
            self._last_sync = self._config.clock()
            return read

    def records(self, progress: Progress = _silent) -> tuple[Folded, ...]:
        """Every record that this desk can read, folded."""
        with self._lock:
            return self._opened()[0].records(progress)

    def set_aside(self) -> dict[str, int]:
        """Items that were not read, counted by the name of the refusal."""
        with self._lock:
            return self._opened()[0].set_aside()

    def findings(self) -> tuple[Finding, ...]:
        """What the relay was ever caught at."""
        with self._lock:
            return self._opened()[0].findings()

    def findings_seen(self) -> None:
        """The person at the desk has seen them all."""
        with self._lock:
            self._opened()[0].findings_seen()

    def openings(self) -> tuple[Opening, ...]:
        """Every request for a witness's name that this desk was shown, the newest first."""
        with self._lock:
            return self._opened()[0].openings(int(self._config.now() * 1000))

    def checkpoint(self) -> str:
        """The relay's last signed word on its log. Refuses `not_found` before there is one."""
        with self._lock:
            note = self._opened()[0].known.note
            if not note:
                raise Refusal("not_found", "no checkpoint yet")
            return note

    def label_of(self, device_id: bytes | None) -> str:
        """What the team calls this device; empty if it is none of theirs."""
        with self._lock:
            member = self._opened()[0].roster.at(device_id or b"")
            return name_in_sight(member.label) if member else ""

    def carry(self, data: bytes) -> Carried:
        """Bring a colleague's sealed letters to the relay. Refuses as `carry.carry` does."""
        with self._lock:
            self.sync()
            archive, _ = self._opened()
            return carry(trust_in(archive.roster), archive.known, self._relay(archive), data)

    def preview(self, request: ExportRequest, progress: Progress = _silent) -> Published:
        """What an export would be. Writes nothing, also if it would be refused. Refuses desk_not_admitted, k_too_small
        and ledger_damaged."""
        with self._lock:
            exporting, records = self._exporting(request, progress)
            return Published(exporting.examine(records), (), None)

    def export(self, request: ExportRequest, progress: Progress = _silent) -> Published:
        """Write an export. Refuses as a preview does, by the report's own refusal, export_overtaken and device_full;
        then nothing is written."""
        with self._lock:
            exporting, records = self._exporting(request, progress)
            day = datetime.datetime.fromtimestamp(self._config.now(), tz=datetime.UTC).date().isoformat()
            return exporting.make(exporting.examine(records), day)

    def _exporting(self, request: ExportRequest, progress: Progress) -> tuple[Exporting, tuple[Folded, ...]]:
        """Always on what the relay has now: a consent that was withdrawn there must not be missed."""
        self.sync(progress)
        archive, opened = self._opened()
        if not archive.is_admitted:
            raise Refusal("desk_not_admitted")
        form = load_default() if request.form is None else archive.form(request.form)
        exporting = Exporting.begin(request, form, self._config.folder, archive, opened)
        return exporting, archive.records(progress)

    def _exchange_if_reachable(self) -> None:
        self._last_sync = self._config.clock()
        try:
            self.sync()
        except Refusal as refusal:
            # The desk goes on with what it has; whoever exports is told, because an export exchanges first.
            if refusal.name not in ("relay_unreachable", "store_unreachable", "too_many", "server_error"):
                raise

    def _relay(self, archive: Archive) -> RelayClient:
        return RelayClient(self._reach(archive), archive.team.tag, upload_token(archive.team.epoch_secret))

    def _reach(self, archive: Archive | None) -> httpx.Client:
        """The relay: the one this desk was started with, else the one that the archive remembers."""
        relay = self._config.relay or (archive.relay if archive else "")
        if not relay:
            raise Refusal("relay_unreachable", "no relay was named")
        if archive is not None:
            archive.remember_relay(relay)
        if self._http is None or self._http_relay != relay:
            self._http, self._http_relay = http_client(relay, self._config.transport), relay
        return self._http

    def _opened(self) -> tuple[Archive, keys.Keys]:
        if self._archive is None or self._keys is None:
            raise Refusal("desk_locked")
        return self._archive, self._keys

    def _open_archive(self, opened: keys.Keys) -> Archive:
        store = Store(self._config.folder / keys.ARCHIVE_FILE, Locker(opened.vault_key))
        return Archive(store, opened.device)
