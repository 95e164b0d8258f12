"""What an attacker reaches: the real command, with relay and desk on one port, and a raw line to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.attacks.line import PAGE
from tests.desk.conftest import place as place
from tests.relay.teams import Team
from tests.served import Served


@pytest.fixture(scope="session")
def web_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built web app, as small as one can be."""
    folder = tmp_path_factory.mktemp("web")
    (folder / "assets").mkdir()
    (folder / "index.html").write_text(PAGE, encoding="utf-8")
    (folder / "assets" / "main-1a2b.js").write_text("'use strict';", encoding="utf-8")
    (folder / "secret.pem").write_text("not for anybody", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, web_folder: Path) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "secret.txt").write_text("not for anybody", encoding="utf-8")
    with Served(folder / "data", web=web_folder) as running:
        yield running


@pytest.fixture
def http(served: Served) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=served.url, timeout=30) as client:
        yield client


@pytest.fixture
def team(http: httpx.Client) -> Team:
    """Founded on the relay."""
    founded = Team(http)
    assert founded.found().status_code == 201
    return founded
