"""The team of a journey: a relay, a wire to it for each device, two phones, two coordinators, and a desk of one."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from playwright.sync_api import Playwright

from tests.journey.people import Person
from tests.journey.wire import WireTap
from tests.served import ROOT, Served, free_port

DESK_PASSPHRASE = "schreibtisch kanarienvogel am fenster"
START_SECONDS = 30


@dataclass
class Team:
    """``folder`` holds everything that a seizure could find, each in a folder of its own."""

    playwright: Playwright
    folder: Path
    relay: Served = field(init=False)
    desk_port: int = field(default_factory=free_port)
    taps: dict[str, WireTap] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    stack: ExitStack = field(default_factory=ExitStack)

    def __enter__(self) -> Self:
        (self.folder / "wire").mkdir()
        self.relay = self.stack.enter_context(Served(self.folder / "relay"))
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()

    def tap(self, name: str) -> WireTap:
        self.taps[name] = WireTap(self.relay.port, self.folder / "wire" / name)
        self.stack.callback(self.taps[name].close)
        return self.taps[name]

    def person(self, name: str, passphrase: str, url: str | None = None) -> Person:
        """A person whose device reaches the relay over a wire of its own, or through ``url``."""
        person = Person(self.playwright, self.folder / "profiles" / name, url or self.tap(name).url, name, passphrase)
        self.people[name] = self.stack.enter_context(person)
        return person

    def start_desk(self) -> str:
        """`gawahi desk` on a coordinator's own computer, reaching the relay over a tapped wire."""
        command = [sys.executable, "-m", "server", "desk", "--relay", self.tap("desk").url]
        command += ["--port", str(self.desk_port), "--data", str(self.desk_data)]
        log = self.stack.enter_context((self.folder / "desk.log").open("ab"))
        process = subprocess.Popen(command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT)
        self.stack.callback(process.wait)
        self.stack.callback(process.terminate)
        deadline = time.monotonic() + START_SECONDS
        while not self._desk_answers():
            assert process.poll() is None, (self.folder / "desk.log").read_text()
            assert time.monotonic() < deadline, "the desk does not answer"
            time.sleep(0.1)
        return f"http://127.0.0.1:{self.desk_port}"

    @property
    def desk_data(self) -> Path:
        return self.folder / "coordinator"

    def _desk_answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.desk_port, timeout=5)
        try:
            connection.request("GET", "/desk/status")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def signal(self, name: str, there: bool) -> None:
        """Whether a device has a connection: the wire is cut, and the browser is told so."""
        self.taps[name].cut(not there)
        self.people[name].offline(not there)
