"""Guessing: a desk's passphrase, a relay's founding code, a team's token, an invite. Real processes, real attempts."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

import server.relay.access as access
import server.relay.teams as teams
from server.cli import FOUNDING_CODE_BYTES
from server.desk.sessions import Sessions
from tests.attacks.line import error_name
from tests.desk.team import Team as DeskTeam
from tests.relay.teams import Team, bearer
from tests.served import Served

PASSPHRASE = "river mulberry lantern پہاڑ"


@pytest.fixture(scope="module")
def joined(served: Served) -> Iterator[httpx.Client]:
    """A desk, locked, on this computer, as another page in its browser would reach it if it were its own."""
    with httpx.Client(base_url=served.url, timeout=60, headers={"Origin": served.url}) as http:
        team = DeskTeam(http)
        told = http.post("/desk/join", json={"link": team.invite(), "label": "Desk", "passphrase": PASSPHRASE})
        assert told.status_code == 200, told.text
        assert http.post("/desk/lock", headers={"Authorization": f"Bearer {told.json()['token']}"}).status_code == 200
        yield http


def unlock(desk: httpx.Client, passphrase: str) -> httpx.Response:
    return desk.post("/desk/unlock", json={"passphrase": passphrase})


def test_who_guesses_a_desks_passphrase_waits_longer_each_time_also_with_many_hands(joined: httpx.Client) -> None:
    """Twelve at once are no way around the wait: not more than the free attempts are even tried."""
    with ThreadPoolExecutor(12) as pool:
        names = [error_name(answer) for answer in pool.map(lambda n: unlock(joined, f"guess {n}"), range(12))]
    assert names.count("wrong_passphrase") <= 4, names
    assert names.count("too_many") >= 8
    refused = unlock(joined, PASSPHRASE)
    assert error_name(refused) == "too_many", "the right one waits, too: nobody learns that it was right"
    first = int(refused.headers["Retry-After"])
    time.sleep(first + 0.2)
    assert error_name(unlock(joined, "one more")) == "wrong_passphrase"
    assert int(unlock(joined, "and one more").headers["Retry-After"]) > first
    time.sleep(int(unlock(joined, "no").headers["Retry-After"]) + 0.2)
    assert unlock(joined, PASSPHRASE).status_code == 200


def test_a_session_of_the_desk_cannot_be_guessed_and_ends_with_the_lock() -> None:
    sessions = Sessions()
    token = sessions.begin()
    assert len(base64.urlsafe_b64decode(token + "=")) == 32
    assert sessions.holds(f"Bearer {token}")
    for wrong in (
        "",
        "Bearer",
        "Bearer ",
        f"bearer {token}",
        f"Bearer {token} ",
        f"Bearer {token[:-1]}",
        "Bearer ü\x00",
    ):
        assert not sessions.holds(wrong), wrong
    sessions.end_all()
    assert not sessions.holds(f"Bearer {token}")


def test_a_founding_code_is_eighty_bits_and_a_wrong_one_founds_nothing(tmp_path: Path, web_folder: Path) -> None:
    assert FOUNDING_CODE_BYTES * 8 >= 80
    with Served(tmp_path / "data", "--public-url", "https://gawahi.example", web=web_folder) as served:
        code = (tmp_path / "data" / "founding.code").read_text().strip()
        with httpx.Client(base_url=served.url) as http:
            near = [code[:-1], f"{code}0", code[:-1] + ("0" if code[-1] != "0" else "1"), "", " ", "%", "0" * 20]
            for guess in near:
                assert error_name(Team(http).found(founding_code=guess)) == "founding_code", guess
            assert error_name(http.post("/api/v1/teams", json={**_asked(), "founding_code": None})) == "founding_code"
            assert error_name(http.post("/api/v1/teams", json={**_asked(), "founding_code": ["x"]})) == "malformed"
            assert Team(http).found(founding_code=code.upper().replace("-", " ")).status_code == 201


def test_a_token_is_compared_whole_and_in_equal_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """By `compare_digest`, and by its hash: no clock tells how much of a guess was right."""
    compared: list[tuple[bytes, bytes]] = []
    digest = hmac.compare_digest

    def noted(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return digest(one, other)

    monkeypatch.setattr(hmac, "compare_digest", noted)
    monkeypatch.setattr(access.hmac, "compare_digest", noted)
    token, old = secrets.token_bytes(32), secrets.token_bytes(32)
    config = access.RelayConfig(data=Path("nowhere"))
    row = teams.Team(
        1, b"", b"", 0, b"", 0, hashlib.sha256(token).digest(), hashlib.sha256(old).digest(), config.this_hour() + 1
    )
    gate = access.open_gate(config)
    access.admit_token(gate, row, token)
    assert len(compared) == 2, "the old one is looked at also if the new one was right"
    with pytest.raises(Exception, match="token_refused"):
        access.admit_token(gate, row, secrets.token_bytes(32))
    assert all(len(one) == len(other) == 32 for one, other in compared), "hashes, not the tokens themselves"
    source = "".join(Path(module.__file__ or "").read_text() for module in (access, teams))
    assert not re.search(r"(token_hash|token|code)\s*[!=]=\s*(?!None)", source), "a secret compared byte by byte"


def test_how_long_a_refusal_takes_says_nothing_of_how_near_a_token_was(team: Team) -> None:
    """Medians of many, told apart only if one is twice the other: the network hides more than that."""
    right = bytearray(team.token)
    right[-1] ^= 1
    near, far = bytes(right), secrets.token_bytes(32)
    times: dict[bytes, list[float]] = {near: [], far: []}
    for turn in range(120):
        token = (near, far)[turn % 2]
        began = time.perf_counter()
        answer = team.http.get(f"{team.path}/head", headers={"Authorization": bearer(token)})
        times[token].append(time.perf_counter() - began)
        assert error_name(answer) == "token_refused"
    one, other = (statistics.median(times[token]) for token in (near, far))
    assert max(one, other) < 2 * min(one, other)


def test_who_does_not_know_an_invite_fetches_no_welcome(team: Team) -> None:
    """128 bits; what is asked for is an id that is made from the secret by a one-way function."""
    for guess in (secrets.token_hex(16), "0" * 32, "f" * 32):
        assert error_name(team.http.get(f"{team.path}/invites/{guess}")) == "invite_expired"
    for path in ("", "/", "/*", "/%2e%2e", "/" + "0" * 31, "/" + "0" * 33):
        assert team.http.get(f"{team.path}/invites{path}").status_code == 404


def _asked() -> dict[str, str]:
    return {"team_tag": secrets.token_hex(16), "admin_pk": secrets.token_hex(32), "token_hash": secrets.token_hex(32)}
