"""`gawahi desk` and `gawahi export` as people type them: real processes, a real relay, files on the disk."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.desk.conftest import PASSPHRASE
from tests.desk.team import MASTUNG, Team
from tests.served import ROOT, Served, free_port

OWN_LIMITS = ("--own-limits", "0.2", "1")
HTML = "<!doctype html><title>Gawahi</title>"


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web")
    (folder / "index.html").write_text(HTML, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, web: Path) -> Iterator[Served]:
    with Served(tmp_path_factory.mktemp("serve") / "data", web=web) as running:
        yield running


@contextmanager
def running_desk(relay: str, data: Path, web: Path) -> Iterator[str]:
    """`gawahi desk` in a process of its own; yields its address."""
    port = free_port()
    command = [sys.executable, "-m", "server", "desk", "--relay", relay, "--port", str(port), "--data", str(data)]
    with subprocess.Popen([*command, "--web", str(web)], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline() == f"The desk is ready at http://127.0.0.1:{port}\n"
            _wait_for(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) == 0


def _wait_for(port: int) -> None:
    """The port opens a moment after the line is printed."""
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the desk does not answer")


def post(url: str, path: str, body: Any, token: str = "") -> dict[str, Any]:
    headers = {"Origin": url, **({"Authorization": f"Bearer {token}"} if token else {})}
    answer = httpx.post(f"{url}/desk{path}", json=body, headers=headers, timeout=60, trust_env=False)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def export(data: Path, *arguments: str, passphrase: str = PASSPHRASE) -> subprocess.CompletedProcess[str]:
    file = data.parent / "passphrase"
    file.write_text(f"{passphrase}\n", encoding="utf-8")
    command = [sys.executable, "-m", "server", "export", "--data", str(data), "--passphrase-file", str(file)]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [*command, *arguments], cwd=ROOT, capture_output=True, text=True, env=environment, timeout=120
    )


def test_page_and_command_line_export_the_same_archive(served: Served, web: Path, tmp_path: Path) -> None:
    with httpx.Client(base_url=served.url, trust_env=False) as http, running_desk(served.url, tmp_path, web) as desk:
        team = Team(http)
        token = post(desk, "/join", {"link": team.invite(), "label": "Desk", "passphrase": PASSPHRASE})["token"]
        team.admit()
        assert post(desk, "/sync", {}, token)["state"] == "open"
        for answers in MASTUNG.values():
            for _ in range(9):
                team.testify(answers)
        made = post(desk, "/export", {"purpose": "statistics", "k": 34, "levels": {}}, token)
        assert made["considered"] == 36
        assert (Path(made["folder"]) / "records.csv").is_file()

        preview = export(tmp_path, "--purpose", "statistics", "--k", "34", "--preview")
        assert preview.returncode == 0, preview.stderr
        assert "36 considered, 36 used" in preview.stdout
        assert "Easiest to find, as recorded. For you alone:" in preview.stdout
        assert len(list((tmp_path / "desk" / "exports").iterdir())) == 1
        by_hand = export(
            tmp_path, "--purpose", "statistics", "--k", "9", "--level", "date=4", "--level", "place=3", *OWN_LIMITS
        )
        assert by_hand.returncode == 0, by_hand.stderr
        assert "date: 4 of 6, year" in by_hand.stdout
        assert len(list((tmp_path / "desk" / "exports").iterdir())) == 2

        refused = export(tmp_path, "--purpose", "statistics", "--k", "99")
        assert (refused.returncode, "would single out people" in refused.stderr) == (1, True)
        too_much = export(tmp_path, "--purpose", "statistics")
        assert (too_much.returncode, "This would pass: k = " in too_much.stdout) == (1, True), too_much.stdout
        small = export(tmp_path, "--purpose", "statistics", "--k", "10")
        assert (small.returncode, "too small for this purpose" in small.stderr) == (1, True)
        wrong = export(tmp_path, "--purpose", "statistics", passphrase="not it")
        assert (wrong.returncode, "passphrase does not open" in wrong.stderr) == (1, True)
        nonsense = export(tmp_path, "--purpose", "statistics", "--level", "date")
        assert (nonsense.returncode, nonsense.stderr.count("Traceback")) == (1, 0)
        assert len(list((tmp_path / "desk" / "exports").iterdir())) == 2


def test_the_desk_serves_the_page_and_hands_only_the_api_on(served: Served, web: Path, tmp_path: Path) -> None:
    with running_desk(served.url, tmp_path, web) as desk, httpx.Client(base_url=desk, trust_env=False) as http:
        assert http.get("/").text == HTML
        assert "default-src 'none'" in http.get("/").headers["Content-Security-Policy"]
        assert http.get("/api/v1/health").json()["name"] == "gawahi-relay"
        team = Team(httpx.Client(base_url=desk, trust_env=False, headers={"Origin": desk, "Cookie": "session=canary"}))
        team.testify(MASTUNG["R2_rescue_car"])
        assert len(team.items()) == 3
        chunk = http.get(f"/api/v1/teams/{'0' * 32}/chunks/{'0' * 64}")
        assert (chunk.status_code, chunk.json()["error"]["name"]) == (401, "token_refused")
        assert http.get("/api/v1/health", headers={"Host": "evil.example"}).status_code == 421
        assert http.get("/api/v1/health", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 421
        assert http.post("/api/v1/teams", json={}).status_code == 421
        assert http.post("/api/v1/teams", json={}, headers={"Origin": "http://evil.example"}).status_code == 421
        assert http.post("/api/v1/teams", content=b"x" * (6 << 20), headers={"Origin": desk}).status_code == 413


@pytest.mark.parametrize("path", ["/api/../desk/status", "/api/%2e%2e/desk/status", "/api/v1//x", "/api/v1/%0d%0aX:1"])
def test_no_crafted_address_gets_through_the_proxy(served: Served, web: Path, tmp_path: Path, path: str) -> None:
    with running_desk(served.url, tmp_path, web) as desk:
        connection = http.client.HTTPConnection("127.0.0.1", int(desk.rsplit(":", 1)[1]), timeout=20)
        connection.request("GET", path)
        answer = connection.getresponse()
        assert answer.status in (308, 400, 404) or json.loads(answer.read())["state"] == "new"
        connection.close()


def test_a_desk_whose_relay_is_gone_says_so(web: Path, tmp_path: Path) -> None:
    nowhere = f"http://127.0.0.1:{free_port()}"
    with running_desk(nowhere, tmp_path, web) as desk, httpx.Client(base_url=desk, trust_env=False) as http:
        answer = http.get("/api/v1/health")
        assert (answer.status_code, answer.json()["error"]["name"]) == (503, "relay_unreachable")
        assert http.get("/desk/status").json()["state"] == "new"


def test_the_first_run_has_its_desk_beside_the_relay(served: Served) -> None:
    status = httpx.get(f"{served.url}/desk/status", trust_env=False)
    assert status.json() == {"present": True, "state": "new", "team": None, "records": 0, "findings": []}


def test_an_export_before_joining_says_what_is_missing(tmp_path: Path) -> None:
    found = export(tmp_path / "data", "--purpose", "statistics")
    assert found.returncode == 1
    assert "not yet a member" in found.stderr
