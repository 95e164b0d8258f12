"""Who is lied to: the desk, and the app in a real browser, as coordinator or as documenter. What each calls a lie is
all that is asked of them, and that they work again when the relay is honest."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from playwright.sync_api import Browser, BrowserContext

from server.desk.desk import Desk, DeskConfig
from server.format.canonical import decode
from server.format.refusals import Refusal
from server.format.roster import Role
from server.seal.primitives import aead_open, kdf
from server.seal.vault import open_key_file
from tests.desk.team import Team
from tests.faults.desk_process import CHEAPEST
from tests.faults.desk_process import PASSPHRASE as DESK_PASSPHRASE
from tests.faults.phone import PASSPHRASE, Phone

ASIDE: Final = """async () => {
  const file = await (await (await navigator.storage.getDirectory()).getFileHandle('key')).getFile();
  const lying = await new Promise((resolve, reject) => {
    const opening = indexedDB.open('app');
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const reading = opening.result.transaction('quarantine').objectStore('quarantine');
      const [keys, rows] = [reading.getAllKeys(), reading.getAll()];
      rows.onsuccess = () => {
        opening.result.close();
        resolve(rows.result.map((row, at) => [keys.result[at], [...row]]));
      };
    };
  });
  return [[...new Uint8Array(await file.arrayBuffer())], lying];
}"""
# Not a lie: what was sealed before this device was let in.
_EXPECTED: Final = {"not_recipient"}


class Victim(Protocol):
    def join(self, team: Team) -> None: ...

    def write(self) -> None:
        """Owe the relay something of one's own, if that is possible."""
        ...

    def sync(self) -> set[str]:
        """One exchange; every name by which something is now refused or reported."""
        ...

    def is_well(self) -> bool:
        """Nothing waits to go out, and the last exchange was refused nothing."""
        ...

    def close(self) -> None: ...


class DeskVictim:
    def __init__(self, folder: Path, url: str) -> None:
        self._desk = Desk(DeskConfig(folder, url, cost=lambda: CHEAPEST))
        self._refusal: str | None = None

    def join(self, team: Team) -> None:
        self._desk.join(team.invite(), "Desk", DESK_PASSPHRASE)
        assert team.admit() == 1

    def write(self) -> None:
        """A desk writes acknowledgements and grants by itself."""

    def sync(self) -> set[str]:
        try:
            self._desk.sync()
            self._refusal = None
        except Refusal as refusal:
            self._refusal = refusal.name
        found = {finding.name for finding in self._desk.findings()} | set(self._desk.set_aside())
        return (found | ({self._refusal} if self._refusal else set())) - _EXPECTED

    def is_well(self) -> bool:
        return self._refusal is None and not self._desk._opened()[0].outbox()

    def close(self) -> None:
        self._desk.lock()


@dataclass
class Tab(Phone):
    """A phone that need not outlive its browser: a private window of one that is open anyway."""

    browser: Browser | None = None

    def open_context(self) -> BrowserContext:
        assert self.browser is not None
        return self.browser.new_context()


class PhoneVictim:
    def __init__(self, tab: Tab, role: Role) -> None:
        self._tab, self._role = tab, role
        self._state: dict[str, object] = {}
        tab.start()

    def join(self, team: Team) -> None:
        link = team.invite(self._role).split("#join=")[1]
        self._tab.call("join", f"{self._tab.url}/#join={link}", "Sana", PASSPHRASE)
        assert team.admit(self._role) == 1

    def write(self) -> None:
        self._tab.testify("گواہی")

    def sync(self) -> set[str]:
        self._state = self._tab.call("sync")
        assert self._tab.page is not None
        found = {finding["name"] for finding in self._tab.call("overview")["findings"]}
        found |= self._aside()
        refusal = self._state["refusal"]
        return (found | ({str(refusal)} if refusal else set())) - _EXPECTED

    def _aside(self) -> set[str]:
        """Names of what was set aside. The app does not tell them; the passphrase does (PROTOCOL section 5)."""
        assert self._tab.page is not None
        key_file, lying = self._tab.page.evaluate(ASIDE)
        if not lying:
            return set()
        vault_key = open_key_file(bytes(key_file), PASSPHRASE).vault_key
        prefix, key = kdf(vault_key, "place")[:4].hex(), kdf(vault_key, "rows")
        names = set()
        for name, row in lying:
            if name.startswith(prefix):
                place = f"quarantine\0{name.removeprefix(prefix)}".encode()
                opened = decode(aead_open(key, bytes(row[:12]), bytes(row[12:]), place))
                assert isinstance(opened, dict)
                names.add(str(opened["refusal"]))
        return names

    def is_well(self) -> bool:
        return self._state["phase"] == "idle" and "sealed" not in self._tab.states().values()

    def close(self) -> None:
        self._tab.stop()
