"""The recipes for a proxy and an onion service: their own checkers accept them, and they tell the relay nothing of who
came, and keep nothing.
"""

from __future__ import annotations

import http.server
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.proxied import Nginx, program
from tests.relay.test_serve import self_signed
from tests.served import free_port

RECIPES = Path(__file__).resolve().parents[2] / "server" / "recipes"
TEAM = "ab" * 16
TELLTALE = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Real-IP": "203.0.113.7",
    "Forwarded": "for=203.0.113.7",
    "User-Agent": "canaryagent",
    "Cookie": "canary=1",
}
KEPT = {"host", "authorization", "content-type", "content-length", "accept", "accept-encoding", "range", "origin"}


class Told(http.server.ThreadingHTTPServer):
    """Stands where relay and hub do, and remembers what it was told of who asks."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Remember)
        self.heard: list[tuple[str, dict[str, str], int]] = []
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Remember(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Told

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.heard.append((self.path, headers, len(body)))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    do_GET = do_POST = do_PUT = _answer  # noqa: N815  named by the standard library

    def log_message(self, *arguments: object) -> None:
        """Silent: the tests look at ``heard``."""


@pytest.fixture
def relay() -> Iterator[Told]:
    told = Told()
    yield told
    told.shutdown()


@pytest.fixture
def hub() -> Iterator[Told]:
    told = Told()
    yield told
    told.shutdown()


def recipe(name: str, relay: Told, hub: Told, **replaced: str) -> str:
    text = (RECIPES / name).read_text(encoding="utf-8")
    for old, new in {"127.0.0.1:8000": f"127.0.0.1:{relay.port}", "127.0.0.1:8001": f"127.0.0.1:{hub.port}"}.items():
        assert old in text
        text = text.replace(old, new)
    for old, new in replaced.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def ask_all(url: str, relay: Told, hub: Told, *, too_large: int) -> None:
    """What a phone asks; then that neither relay nor hub has heard of who it was."""
    with httpx.Client(base_url=url, verify=False, headers={"Host": "relay.example", **TELLTALE}, timeout=20) as phone:
        token = {"Authorization": "Bearer AAAA"}
        assert phone.get(f"/api/v1/teams/{TEAM}/items?after=0", headers=token).status_code == 200
        pushed = phone.post(f"/api/v1/teams/{TEAM}/push", content=bytes(4 << 20), headers=token)
        assert pushed.status_code == 200
        assert phone.get(f"/api/v1/teams/{TEAM}/watch", headers=token).status_code == 200
        assert phone.post(f"/api/v1/teams/{TEAM}/push", content=bytes(6 << 20), headers=token).status_code == too_large
    assert [path for path, _, _ in hub.heard] == [f"/api/v1/teams/{TEAM}/watch"]
    sizes = [size for path, _, size in relay.heard if path.endswith("push")]
    assert sizes[0] == 4 << 20
    assert 6 << 20 not in sizes, "what is too large never arrives whole"
    for _, headers, _ in relay.heard + hub.heard:
        assert headers["authorization"] == "Bearer AAAA"
        assert headers["host"] == "relay.example"
        assert not {"203.0.113.7", "for=203.0.113.7", "127.0.0.1", "canaryagent", "canary=1"} & set(headers.values())
        assert set(headers) <= KEPT | {"x-forwarded-proto", "x-forwarded-host", "connection", "user-agent"}


def kept(folder: Path) -> str:
    """Everything that a proxy wrote anywhere in its folder."""
    return "".join(path.read_text("utf-8", errors="replace") for path in folder.rglob("*") if path.is_file())


def test_nginx_tells_the_relay_no_address_and_keeps_none(tmp_path: Path, relay: Told, hub: Told) -> None:
    port, plain = free_port(), free_port()
    cert, key = self_signed(tmp_path)
    replaced = {"listen 443 ssl": f"listen 127.0.0.1:{port} ssl", "listen 80": f"listen 127.0.0.1:{plain}"}
    replaced |= {"/etc/ssl/gawahi/cert.pem": str(cert), "/etc/ssl/gawahi/key.pem": str(key)}
    text = recipe("nginx.conf", relay, hub, **replaced)
    with Nginx(tmp_path / "nginx", text, port) as nginx:
        tried = subprocess.run([program("nginx"), "-t", "-p", str(nginx.folder), "-c", str(nginx.config)], check=False)
        assert tried.returncode == 0
        ask_all(f"https://127.0.0.1:{port}", relay, hub, too_large=413)
        moved = httpx.get(f"http://127.0.0.1:{plain}/", headers={"Host": "relay.example"})
        assert moved.status_code == 301
        assert moved.headers["Location"] == "https://relay.example/"
        wrote = kept(nginx.folder).replace(nginx.config.read_text(), "")
        assert TEAM not in wrote
        assert "127.0.0.1" not in wrote


def test_caddy_tells_the_relay_no_address_and_keeps_none(tmp_path: Path, relay: Told, hub: Told) -> None:
    port = free_port()
    config = tmp_path / "caddy" / "Caddyfile"
    config.parent.mkdir()
    config.write_text(recipe("Caddyfile", relay, hub, **{"relay.example {": f"http://relay.example:{port} {{"}))
    environment = {**os.environ, "HOME": str(config.parent), "XDG_DATA_HOME": str(config.parent / "data")}
    given = [program("caddy"), "validate", "--adapter", "caddyfile", "--config", str(config)]
    assert subprocess.run(given, env=environment, capture_output=True, check=False).returncode == 0
    log = config.parent / "output.log"
    with log.open("wb") as output:
        run = [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(config)]
        process = subprocess.Popen(run, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        _wait_for(port, process)
        ask_all(f"http://127.0.0.1:{port}", relay, hub, too_large=502)
    finally:
        process.terminate()
        process.wait(20)
    wrote = kept(config.parent).replace(config.read_text(), "")
    assert TEAM not in wrote
    assert "203.0.113.7" not in wrote


def test_caddy_accepts_the_recipe_as_it_stands(tmp_path: Path) -> None:
    """With its own certificates, which a test without a network cannot fetch."""
    given = [program("caddy"), "validate", "--adapter", "caddyfile", "--config", str(RECIPES / "Caddyfile")]
    environment = {**os.environ, "HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)}
    tried = subprocess.run(given, env=environment, capture_output=True, text=True, check=False)
    assert tried.returncode == 0, tried.stderr


def test_tor_accepts_the_onion_service(tmp_path: Path) -> None:
    service = tmp_path / "gawahi"
    service.mkdir(mode=0o700)
    text = (RECIPES / "torrc").read_text(encoding="utf-8")
    assert "HiddenServiceDir /var/lib/tor/gawahi/\n" in text
    config = tmp_path / "torrc"
    config.write_text(text.replace("/var/lib/tor/gawahi/", f"{service}/"))
    given = [program("tor"), "--verify-config", "--defaults-torrc", os.devnull, "-f", str(config)]
    tried = subprocess.run(
        [*given, "--DataDirectory", str(tmp_path / "data")], capture_output=True, text=True, check=False
    )
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert "Configuration was valid" in tried.stdout
    warned = [line for line in tried.stdout.splitlines() if "[warn]" in line and "running Tor as root" not in line]
    assert warned == []


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, "it ended"
        assert time.monotonic() < deadline
        time.sleep(0.1)
