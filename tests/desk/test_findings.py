"""What a relay was caught at is shown until the person at the desk says that they have seen it, and is kept after
that."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from server.desk import commands
from server.desk.app import create_desk
from server.desk.desk import Desk
from server.format.checkpoint import check_note
from server.format.envelope import Checkpoint
from server.format.refusals import Refusal
from server.seal.primitives import verify
from tests.desk.conftest import PASSPHRASE
from tests.desk.scene import Scene, names, new_scene
from tests.desk.test_app import post
from tests.served import ROOT


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    return new_scene(tmp_path)


def caught(scene: Scene) -> Desk:
    """A desk that has caught its relay at both."""
    desk = scene.desk()
    older = scene.liar.copy("older")
    scene.tell()
    desk.sync()
    scene.liar.serve(older)
    desk.sync()
    scene.tell(Checkpoint(3, os.urandom(32)))
    desk.sync()
    assert names(desk) == ["log_rolled_back", "log_fork"]
    return desk


def command(scene: Scene, *arguments: str) -> subprocess.CompletedProcess[str]:
    file = scene.folder / "passphrase"
    file.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    start = [sys.executable, "-m", "server", arguments[0], "--data", str(scene.folder), "--passphrase-file", str(file)]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [*start, *arguments[1:]], cwd=ROOT, capture_output=True, text=True, env=environment, timeout=120
    )


def test_findings_outlive_a_restart_and_stay_until_somebody_has_seen_them(scene: Scene) -> None:
    desk = caught(scene)
    desk.lock()
    desk.unlock(PASSPHRASE)
    new = desk.status().findings
    assert [finding.name for finding in new] == ["log_rolled_back", "log_fork"]
    relay_pk = desk._opened()[0].roster.policy.relay_pk  # type: ignore[union-attr]
    rolled_back = new[0]
    before, after = (check_note(verify, note, relay_pk) for note in (rolled_back.before, rolled_back.after))
    assert before.name == after.name
    assert before.state.size > after.state.size > 0
    desk.findings_seen()
    desk.sync()
    desk.lock()
    desk.unlock(PASSPHRASE)
    assert desk.status().findings == ()
    assert [(finding.name, finding.is_seen) for finding in desk.findings()] == [
        ("log_rolled_back", True),
        ("log_fork", True),
    ]


def test_the_page_is_told(scene: Scene) -> None:
    caught(scene).lock()
    page = create_desk(scene.config()).test_client()
    token = post(page, "/unlock", {"passphrase": PASSPHRASE}).get_json()["token"]
    told = post(page, "/sync", token=token).get_json()["findings"]
    assert [one["name"] for one in told] == ["log_rolled_back", "log_fork"]
    assert [one["author"] for one in told] == [None, scene.team.phone.id.hex()]
    assert told[0]["before"].startswith(f"gawahi/{scene.team.roster.team_tag.hex()}/")


def test_the_command_shows_both_signed_words_and_fails_until_they_were_seen(scene: Scene) -> None:
    desk = caught(scene)
    before = desk.findings()[0].before.splitlines()
    last = desk.checkpoint()
    desk.lock()
    shown = command(scene, "findings")
    assert shown.returncode == 1, shown.stderr
    assert all(line in shown.stdout for line in before)
    assert "lost items that it had acknowledged" in shown.stdout
    assert f"Bilal ({scene.team.phone.id.hex()}) was shown 3 items" in shown.stdout
    assert shown.stdout.count("(new)") == 2
    assert command(scene, "findings", "--seen").returncode == 0
    again = command(scene, "findings")
    assert (again.returncode, again.stdout.count("(new)"), again.stdout.count("log_")) == (0, 0, 2)
    printed = command(scene, "checkpoint")
    assert (printed.returncode, printed.stdout) == (0, last)


def test_an_export_says_that_there_is_something_to_look_at(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = caught(scene)
    passphrase = scene.folder / "passphrase"
    passphrase.write_text(PASSPHRASE, encoding="utf-8")
    monkeypatch.setattr(commands, "DeskConfig", lambda *_: scene.config())
    parser = argparse.ArgumentParser()
    commands.add_commands(parser.add_subparsers())
    parsed = parser.parse_args(
        [
            "export",
            "--purpose",
            "statistics",
            "--k",
            "2",
            "--own-limits",
            "0.5",
            "1",
            "--preview",
            "--passphrase-file",
            str(passphrase),
        ]
    )
    assert parsed.run(parsed) == 0
    assert "caught at 2 things" in capsys.readouterr().err
    desk.findings_seen()
    assert parsed.run(parsed) == 0
    assert "caught" not in capsys.readouterr().err


def test_a_desk_that_caught_nobody_says_so(scene: Scene) -> None:
    scene.desk().lock()
    shown = command(scene, "findings")
    assert (shown.returncode, shown.stdout, shown.stderr) == (0, "", "The relay was never caught at anything.\n")


def test_a_printed_checkpoint_tells_a_copy_of_the_relay_from_one_that_lost_something(scene: Scene) -> None:
    desk = scene.desk()
    older = scene.liar.copy("older")
    scene.tell()
    desk.sync()
    printed = scene.folder / "checkpoint"
    printed.write_text(desk.checkpoint(), encoding="utf-8", newline="")
    whole = scene.liar.copy("whole")
    for folder, status in ((whole, 0), (older, 1)):
        verify_it = [sys.executable, "-m", "server", "verify", "--data", str(folder), "--checkpoint", str(printed)]
        done = subprocess.run(verify_it, cwd=ROOT, capture_output=True, text=True, timeout=120)
        assert done.returncode == status, done.stdout + done.stderr


def test_before_there_is_a_checkpoint_there_is_none_to_print(scene: Scene) -> None:
    desk = Desk(scene.config())
    relay, scene.wire.relay = scene.wire.relay, NoFeed(scene.wire.relay)
    desk.join(scene.team.invite(), "Desk", PASSPHRASE)
    with pytest.raises(Refusal, match="not_found"):
        desk.checkpoint()
    scene.wire.relay = relay
    desk.sync()
    assert desk.checkpoint().startswith("gawahi/")


class NoFeed(httpx.BaseTransport):
    """A network that breaks as soon as the desk has joined."""

    def __init__(self, relay: httpx.BaseTransport) -> None:
        self.relay = relay

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/items") and "mailbox" not in request.url.params:
            raise httpx.ConnectError("no network", request=request)
        return self.relay.handle_request(request)
