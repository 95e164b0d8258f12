"""A phone is taken and its disk is read, all of it: sealed, locked, erased, and given up by a second passphrase.

Looked for are what was said, the passphrases, and every 32 random bytes that the engine ever drew (keys of vault,
drafts, chains, names and devices among them), in every file of the browser's profile, raw and as the browser would
read it. In Chromium and in Firefox.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Playwright

from server.format.refusals import Refusal
from server.seal.primitives import kdf
from server.seal.vault import open_key_file
from tests.served import Served
from tests.web.forensic.disk import found_in, spellings
from tests.web.forensic.phone import Phone, Tab, watched_app
from tests.web.forensic.scripts import ALONE, HOLD_TO_ERASE, KEY_FILE, OPEN_DRAFT, PLANT, RECORD, TYPE_PASSPHRASE

PASSPHRASE: Final = "laterne am fluss bei nacht کبوتر"
SECOND: Final = "was ich sage wenn ich muss کبوتر"
SAID: Final = "CANARYTESTIMONY گواہی the man with the grey scarf"
UNFINISHED: Final = "CANARYDRAFT گواہی not yet sealed"
NAMED: Final = "CANARYNAME Sakina Bibi"
PLANTED: Final = "CANARYPLANTED گواہی so that the search can find something"
RECORDS: Final = 20
MANY_RECORDS: Final = 1_000


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return watched_app(tmp_path_factory.mktemp("watched") / "app")


@pytest.fixture
def relay(tmp_path: Path, app: Path) -> Iterator[Served]:
    with Served(tmp_path / "relay", web=app) as served:
        yield served


@pytest.fixture(params=["chromium", "firefox"])
def phone(request: pytest.FixtureRequest, playwright: Playwright, tmp_path: Path, relay: Served) -> Phone:
    return Phone(request.param, playwright, tmp_path / "profile", relay.url)


def found_team(phone: Phone, tab: Tab, records: int) -> tuple[bytes, str]:
    """The key file, and the draft that is not finished."""
    phone.call(tab, "found", "CANARYTEAM Quetta", "CANARYLABEL", PASSPHRASE, None)
    draft = tab.run(RECORD, [records, SAID, NAMED, UNFINISHED])
    return bytes(tab.run(KEY_FILE)), str(draft)


def must_be_nowhere(phone: Phone, key_file: bytes, *more: bytes) -> dict[str, bytes]:
    """What no file may hold, at no stage."""
    needles: dict[str, bytes] = {}
    for text in (
        "CANARYTESTIMONY",
        "CANARYDRAFT",
        "CANARYNAME",
        "CANARYTEAM",
        "CANARYLABEL",
        "grey scarf",
        PASSPHRASE,
        SECOND,
    ):
        needles |= spellings(text)
    vault_key = open_key_file(key_file, PASSPHRASE).vault_key
    assert vault_key in phone.drawn, "the watch over what is drawn sees the vault key"
    needles |= {f"key {name}": kdf(vault_key, name) for name in ("device", "drafts", "archive", "index", "rows")}
    needles |= {f"drawn {number}": drawn for number, drawn in enumerate([*phone.drawn, *more])}
    return needles


def test_no_word_and_no_key_lies_in_the_profile_after_sealing_locking_and_erasing(phone: Phone) -> None:
    with phone.in_use() as tab:
        key_file, draft = found_team(phone, tab, RECORDS)
    assert len(phone.drawn) > 3 * RECORDS
    assert found_in(phone.profile, must_be_nowhere(phone, key_file)) == {}, "after sealing"
    with phone.in_use() as tab:
        tab.run(TYPE_PASSPHRASE, PASSPHRASE)
        tab.run(OPEN_DRAFT, [draft, UNFINISHED])
        assert "CANARY" not in phone.lock(tab)
    assert found_in(phone.profile, must_be_nowhere(phone, key_file)) == {}, "after locking"
    slots = {f"slot {number}": key_file[30 + 92 * number :][:92] for number in range(4)}
    assert found_in(phone.profile, slots), "the search finds the key file while it is there"
    with phone.in_use() as tab:
        tab.run(HOLD_TO_ERASE)
        assert tab.run(ALONE) == [[], []]
    assert found_in(phone.profile, must_be_nowhere(phone, key_file) | slots) == {}, "after erasing"


def test_a_second_passphrase_given_up_under_duress_leaves_nothing_that_opens_the_first(phone: Phone) -> None:
    with phone.in_use() as tab:
        key_file, _ = found_team(phone, tab, 3)
        into = {"team": "School survey", "foundingCode": None}
        second = {"current": PASSPHRASE, "fresh": SECOND, "overwrites": True, "label": "S-1", "into": into}
        phone.call(tab, "addSecond", second)
        both = bytes(tab.run(KEY_FILE))
    with phone.in_use() as tab:
        tab.run(TYPE_PASSPHRASE, SECOND)
        assert phone.call(tab, "overview")["team"] == "School survey"
        assert phone.call(tab, "passphrases") == {"hasSecond": False, "tapsErase": False}
        phone.lock(tab)
        for wrong in (PASSPHRASE, secrets.token_hex()):
            with pytest.raises(Exception, match="wrong_passphrase"):
                phone.call(tab, "unlock", wrong)
    slots: dict[str, bytes] = {}
    for name, file in (("first", key_file), ("both", both)):
        for number in range(4):
            slots[f"{name} {number}"] = file[30 + 92 * number :][:92]
    kept = {name for name, slot in slots.items() if open_slot(both, slot, SECOND)}
    assert len(kept) == 1
    nowhere = {name: slot for name, slot in slots.items() if name not in kept}
    assert found_in(phone.profile, must_be_nowhere(phone, key_file) | nowhere) == {}


def open_slot(file: bytes, slot: bytes, passphrase: str) -> bool:
    """Whether this slot is the one that the passphrase opens: the file with that slot blanked opens no more."""
    try:
        open_key_file(file.replace(slot, bytes(92)), passphrase)
    except Refusal:
        return slot in file
    return False


def test_of_a_thousand_testimonies_no_word_is_readable_after_erasing(
    playwright: Playwright, tmp_path: Path, relay: Served
) -> None:
    phone = Phone("chromium", playwright, tmp_path / "profile", relay.url)
    with phone.in_use() as tab:
        found_team(phone, tab, MANY_RECORDS)
    with phone.in_use() as tab:
        tab.run(HOLD_TO_ERASE)
    texts = spellings("CANARYTESTIMONY") | spellings("CANARYNAME") | spellings("grey scarf")
    assert found_in(phone.profile, texts) == {}


def test_the_search_finds_what_a_careless_app_would_leave(phone: Phone) -> None:
    with phone.in_use() as tab:
        tab.run(PLANT, PLANTED)
    found: dict[str, Any] = found_in(phone.profile, spellings("CANARYPLANTED"))
    places = {where for wheres in found.values() for where in wheres}
    wanted = {"chromium": ("Local Storage", "IndexedDB", "CacheStorage"), "firefox": ("/ls/", "/idb/", "/cache/")}
    for folder in wanted[phone.browser]:
        assert any(folder in where for where in places), (folder, places)
