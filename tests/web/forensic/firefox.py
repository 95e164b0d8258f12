"""Firefox ESR as Debian ships it, driven by Marionette, which every Firefox has: one TCP connection with JSON on it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any, Final

from tests.served import free_port

START_SECONDS: Final = 90
STOP_SECONDS: Final = 60
SCRIPT_MS: Final = 600_000
PREFERENCES: Final = {
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.aboutwelcome.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "toolkit.telemetry.enabled": False,
}


def firefox_path() -> str:
    """$GAWAHI_FIREFOX, or the first Firefox on the path."""
    named = os.environ.get("GAWAHI_FIREFOX")
    if named:
        return named
    for name in ("firefox-esr", "firefox"):
        found = shutil.which(name)
        if found:
            return found
    raise RuntimeError("No Firefox found. Run .ci/firefox, or set GAWAHI_FIREFOX to its path.")


class Firefox:
    """One run of the browser on a profile that outlives it."""

    def __init__(self, profile: Path) -> None:
        port = free_port()
        profile.mkdir(exist_ok=True)
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
        lines.append(f'user_pref("marionette.port", {port});')
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        command = [firefox_path(), "--headless", "--no-remote", "--marionette", "--profile", str(profile)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._calls = 0
        self._socket = self._connect(port)
        self._receive()
        self._call("WebDriver:NewSession", {"strictFileInteractability": False})
        self._call("WebDriver:SetTimeouts", {"script": SCRIPT_MS, "pageLoad": SCRIPT_MS})

    def open(self, url: str) -> None:
        self._call("WebDriver:Navigate", {"url": url})

    def run(self, function: str, argument: object = None) -> Any:
        """What an async function of the page gives."""
        told = "(ok) => done({ ok: ok ?? null }), (error) => done({ error: String(error) })"
        script = f"const [argument, done] = arguments; ({function})(argument).then({told});"
        answer = self._call("WebDriver:ExecuteAsyncScript", {"script": script, "args": [argument], "sandbox": None})
        value = answer["value"]
        if "error" in value:
            raise RuntimeError(value["error"])
        return value["ok"]

    def close(self) -> None:
        """As a person quits it, so that everything is written."""
        try:
            self._call("Marionette:Quit", {"flags": ["eForceQuit"]})
        finally:
            self._socket.close()
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
                raise

    def _connect(self, port: int) -> socket.socket:
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                return socket.create_connection(("127.0.0.1", port), timeout=SCRIPT_MS / 1000)
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    self._process.kill()
                    raise
                time.sleep(0.2)

    def _call(self, name: str, parameters: dict[str, object]) -> Any:
        self._calls += 1
        message = json.dumps([0, self._calls, name, parameters]).encode()
        self._socket.sendall(str(len(message)).encode() + b":" + message)
        _, _, error, result = self._receive()
        if error is not None:
            raise RuntimeError(f"{name}: {error.get('error')}: {error.get('message')}")
        return result

    def _receive(self) -> Any:
        size = b""
        while not size.endswith(b":"):
            size += self._exactly(1)
        return json.loads(self._exactly(int(size[:-1])))

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            part = self._socket.recv(count - len(data))
            if not part:
                raise ConnectionError("Firefox has gone")
            data += part
        return data
