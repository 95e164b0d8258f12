"""The desk's routes answer only pages of this computer that gave the passphrase, and hand out no testimony."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server.desk.app import create_desk
from tests.desk.conftest import PASSPHRASE, Place
from tests.desk.team import MASTUNG, TEAM_NAME

HOME = "http://127.0.0.1:8001"
STATISTICS = {"purpose": "statistics", "k": 11, "levels": {}}
ENOUGH = 34
"""Testimonies in one class, of which at most 3 % would be found."""
TOO_SMALL = {"purpose": "statistics", "k": 10, "levels": {}}
REPORT_KEYS = {
    "allowed",
    "refusal",
    "considered",
    "exported",
    "withheldByConsent",
    "disputedValues",
    "waiting",
    "limits",
    "risk",
    "worst",
    "proposals",
    "withdrawn",
    "levels",
    "tables",
    "files",
    "folder",
}


@pytest.fixture
def page(place: Place) -> Iterator[FlaskClient]:
    with create_desk(place.config()).test_client() as client:
        yield client


def post(page: FlaskClient, path: str, body: Any = None, token: str = "", **headers: str) -> TestResponse:
    sent = {"Origin": HOME, **({"Authorization": f"Bearer {token}"} if token else {}), **headers}
    return page.post(path, json={} if body is None else body, base_url=HOME, headers=sent)


def status(page: FlaskClient, token: str = "") -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return page.get("/status", base_url=HOME, headers=headers).get_json()


def name_of(answer: TestResponse) -> str:
    return answer.get_json()["error"]["name"]


def join(page: FlaskClient, place: Place) -> str:
    answer = post(page, "/join", {"link": place.team.invite(), "label": "میز", "passphrase": PASSPHRASE})
    assert answer.status_code == 200, answer.text
    place.team.admit()
    return str(answer.get_json()["token"])


def test_a_page_joins_unlocks_looks_exports_and_locks(page: FlaskClient, place: Place) -> None:
    assert status(page) == {"present": True, "state": "new", "team": None, "records": 0, "findings": []}
    join(page, place)
    token = post(page, "/unlock", {"passphrase": PASSPHRASE}).get_json()["token"]
    for _ in range(ENOUGH):
        place.team.testify(MASTUNG["R1_mastung_killing"])
    assert post(page, "/sync", token=token).get_json() == {
        "present": True,
        "state": "open",
        "team": TEAM_NAME,
        "records": ENOUGH,
        "findings": [],
    }
    preview = post(page, "/export/preview", STATISTICS, token).get_json()
    assert set(preview) == REPORT_KEYS
    assert (preview["allowed"], preview["folder"], preview["files"]) == (True, None, [])
    made = post(page, "/export", STATISTICS, token).get_json()
    assert set(made) == REPORT_KEYS
    assert made["folder"].startswith(str(place.folder))
    assert {"name": "records", "rows": ENOUGH, "smallestClass": ENOUGH, "classes": 1} in made["tables"]
    assert made["levels"]["date"] == {"level": 0, "name": "day", "of": 6}
    assert all(set(file) == {"name", "bytes", "sha256"} for file in made["files"])
    assert post(page, "/lock", token=token).get_json()["state"] == "locked"
    assert name_of(post(page, "/export", STATISTICS, token)) == "desk_locked"


def test_a_preview_below_k_says_so_and_an_export_is_refused(page: FlaskClient, place: Place) -> None:
    token = join(page, place)
    place.team.testify(MASTUNG["R1_mastung_killing"])
    preview = post(page, "/export/preview", STATISTICS, token).get_json()
    assert (preview["allowed"], preview["refusal"]) == (False, "k_not_reached")
    refused = post(page, "/export", STATISTICS, token)
    assert (refused.status_code, name_of(refused)) == (409, "k_not_reached")
    assert set(refused.get_json()["error"]) == {"name", "code", "message", "next"}


def test_a_preview_above_a_limit_says_which_and_what_would_pass(page: FlaskClient, place: Place) -> None:
    token = join(page, place)
    for at in range(2 * ENOUGH):
        place.team.testify({**MASTUNG["R1_mastung_killing"], "e_daypart": ("night", "dawn", "noon", "morning")[at % 4]})
    preview = post(page, "/export/preview", STATISTICS, token).get_json()
    assert (preview["allowed"], preview["refusal"]) == (False, "risk_too_high")
    assert preview["risk"]["over"] == ["global"]
    assert preview["risk"]["smallestClass"] == ENOUGH // 2
    assert name_of(post(page, "/export", STATISTICS, token)) == "risk_too_high"
    (proposal,) = preview["proposals"]
    assert proposal["k"] > 11
    assert post(page, "/export", {**STATISTICS, "k": proposal["k"]}, token).get_json()["allowed"]


def test_to_whoever_gave_no_passphrase_an_open_desk_looks_locked(page: FlaskClient, place: Place) -> None:
    join(page, place)
    assert status(page) == {"present": True, "state": "locked", "team": None, "records": 0, "findings": []}
    assert status(page, "guess") == status(page)
    for path in ("/sync", "/lock", "/export", "/export/preview"):
        for token in ("", "guess"):
            refused = post(page, path, STATISTICS, token)
            assert (refused.status_code, name_of(refused)) == (403, "desk_locked"), path


def test_wrong_passphrases_are_refused_and_then_have_to_wait(page: FlaskClient, place: Place) -> None:
    join(page, place)
    for _ in range(3):
        refused = post(page, "/unlock", {"passphrase": "not it"})
        assert (refused.status_code, name_of(refused)) == (403, "wrong_passphrase")
    waits = post(page, "/unlock", {"passphrase": PASSPHRASE})
    assert (waits.status_code, name_of(waits)) == (429, "too_many")
    assert int(waits.headers["Retry-After"]) >= 1


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example:8001"},
        {"Host": "127.0.0.1:8000"},
        {"Host": "127.0.0.1"},
        {"Host": "127.0.0.1.evil.example:8001"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:8000"},
        {"Origin": "http://localhost:8001"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
def test_another_site_in_the_same_browser_is_turned_away(page: FlaskClient, headers: dict[str, str]) -> None:
    refused = post(page, "/unlock", {"passphrase": PASSPHRASE}, **headers)
    assert (refused.status_code, name_of(refused)) == (421, "wrong_host")
    if "Origin" not in headers:
        looked = page.get("/status", base_url=HOME, headers=headers)
        assert name_of(looked) == "wrong_host"


def test_a_form_of_another_site_cannot_post(page: FlaskClient) -> None:
    without_origin = page.post("/unlock", json={"passphrase": PASSPHRASE}, base_url=HOME)
    assert name_of(without_origin) == "wrong_host"
    as_form = page.post("/unlock", data={"passphrase": PASSPHRASE}, base_url=HOME, headers={"Origin": HOME})
    assert (as_form.status_code, name_of(as_form)) == (415, "wrong_media_type")
    plain = page.post("/unlock", data="{}", content_type="text/plain", base_url=HOME, headers={"Origin": HOME})
    assert name_of(plain) == "wrong_media_type"


@pytest.mark.parametrize("home", ["http://localhost:8001", "http://[::1]:8001"])
def test_every_name_of_this_computer_will_do(page: FlaskClient, home: str) -> None:
    answer = page.post("/unlock", json={"passphrase": "x"}, base_url=home, headers={"Origin": home})
    assert name_of(answer) != "wrong_host"
    fetched = {"Sec-Fetch-Site": "same-origin"}
    assert name_of(page.post("/unlock", json={"passphrase": "x"}, base_url=home, headers=fetched)) != "wrong_host"


@pytest.mark.parametrize(
    "body",
    [
        {},
        [],
        "x",
        {"purpose": "statistics", "k": 1, "levels": {}},
        TOO_SMALL,
        {**TOO_SMALL, "limits": {"highestRisk": 1, "globalRisk": 1}},
        {"purpose": "statistics", "k": "11", "levels": {}},
        {"purpose": "statistics", "k": 11.5, "levels": {}},
        {"purpose": "statistics", "k": 10_000, "levels": {}},
        {"purpose": "public_name", "k": 5, "levels": {}},
        {"purpose": "statistics", "k": 11, "levels": {"date": "4"}},
        {"purpose": "statistics", "k": 11, "levels": {"date": 99}},
        {"purpose": "statistics", "k": 11, "levels": {"nose": 0}},
        {"purpose": "statistics", "k": 11, "levels": {}, "more": 1},
    ],
    ids=str,
)
def test_what_is_no_export_request_is_refused(page: FlaskClient, place: Place, body: Any) -> None:
    token = join(page, place)
    for _ in range(3):
        place.team.testify(MASTUNG["R1_mastung_killing"])
    refused = post(page, "/export", body, token)
    assert (refused.status_code, name_of(refused)) == (
        (409, "k_too_small") if body == TOO_SMALL else (400, "malformed")
    )
    assert not (place.folder / "desk" / "exports").exists()


def test_what_is_too_long_or_not_here_is_refused(page: FlaskClient) -> None:
    assert name_of(post(page, "/unlock", {"passphrase": "x" * 100_000})) == "too_large"
    assert name_of(post(page, "/nothing")) == "not_found"
    assert name_of(page.get("/unlock", base_url=HOME)) == "not_found"
    answer = page.get("/status", base_url=HOME)
    assert answer.headers["Cache-Control"] == "no-store"
