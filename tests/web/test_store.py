"""The store of a real browser: a database of an older version gets the new tables and keeps every row that it has."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.web.site import Site

ROOT = Path(__file__).resolve().parents[2]
FIRST_TABLES = [
    "feed",
    "counters",
    "outbox",
    "inbox",
    "held",
    "quarantine",
    "self",
    "roster",
    "changes",
    "streams",
    "identities",
    "writers",
    "drafts",
    "handed",
    "seen",
    "invites",
    "requests",
    "granted",
]
"""As version 1 had them."""
DROPPED = {"writers"}
"""Streams that outlived a lock: none does any more."""
NAMES = """() => new Promise((done, failed) => {
  const opening = indexedDB.open('gawahi');
  opening.onerror = () => failed(opening.error);
  opening.onsuccess = () => { done([...opening.result.objectStoreNames]); opening.result.close(); };
})"""
MAKE_FIRST = """(tables) => new Promise((done, failed) => {
  const opening = indexedDB.open('gawahi', 1);
  opening.onupgradeneeded = () => tables.forEach((table) => opening.result.createObjectStore(table));
  opening.onerror = () => failed(opening.error);
  opening.onsuccess = () => {
    const writing = opening.result.transaction(tables, 'readwrite');
    for (const table of tables) writing.objectStore(table).put(new TextEncoder().encode(`گواہی ${table}`), 'kept');
    writing.oncomplete = () => { opening.result.close(); done(); };
  };
})"""
READ_ALL = """async (tables) => {
  const store = openIndexedStore();
  const rows = await Promise.all(tables.map((table) => store.get(table, 'kept')));
  store.close();
  return rows.map((row) => new TextDecoder().decode(row));
}"""
KEEP_A_CHUNK = """async () => {
  const store = openIndexedStore();
  await store.commit([{ put: 'chunks', key: '1', row: { chunkId: 'ab', body: new Uint8Array(262144).fill(7) } }]);
  store.close();
  const again = openIndexedStore();
  const rows = await again.page('chunks', '', 8);
  again.close();
  return [rows.length, rows[0][1].body.length, rows[0][1].body[262143], TABLES.length];
}"""


@pytest.fixture(scope="module")
def store_script(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("store")
    config = ROOT / "tests" / "static" / "store" / "vite.config.mts"
    command = ["npx", "--no-install", "vite", "build", "--config", str(config), "--outDir", str(folder)]
    subprocess.run(command, cwd=ROOT / "static", check=True)
    return (folder / "store.js").read_text(encoding="utf-8")


@pytest.fixture
def page_with_store(chromium: Browser, store_script: str, tmp_path: Path) -> Iterator[Page]:
    (tmp_path / "index.html").write_text("<!doctype html><title>store</title>", encoding="utf-8")
    site = Site(tmp_path)
    site.start()
    context = chromium.new_context()
    page = context.new_page()
    page.goto(site.url)
    page.evaluate(store_script)
    yield page
    context.close()
    site.kill()


def test_a_phone_that_updates_keeps_every_row_it_had(page_with_store: Page) -> None:
    page_with_store.evaluate(MAKE_FIRST, FIRST_TABLES)
    kept = [table for table in FIRST_TABLES if table not in DROPPED]
    assert page_with_store.evaluate(READ_ALL, kept) == [f"گواہی {table}" for table in kept]
    rows, size, last, tables = page_with_store.evaluate(KEEP_A_CHUNK)
    assert (rows, size, last) == (1, 262_144, 7)
    assert tables > len(kept)
    assert DROPPED.isdisjoint(page_with_store.evaluate(NAMES))


def test_a_new_phone_has_every_table_at_once(page_with_store: Page) -> None:
    assert page_with_store.evaluate(KEEP_A_CHUNK)[0] == 1
