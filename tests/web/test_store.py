"""The store of a real browser: a database of an older version gets the new tables and keeps every row that it has."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser import put_away
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
MAKE_FIRST = """([tables, filled]) => new Promise((done, failed) => {
  const opening = indexedDB.open('gawahi', 1);
  opening.onupgradeneeded = () => tables.forEach((table) => opening.result.createObjectStore(table));
  opening.onerror = () => failed(opening.error);
  opening.onsuccess = () => {
    const writing = opening.result.transaction(tables, 'readwrite');
    for (const table of filled) writing.objectStore(table).put(new TextEncoder().encode(`گواہی ${table}`), 'kept');
    writing.oncomplete = () => { opening.result.close(); done(); };
  };
})"""
READ_ALL = """async (tables) => {
  const store = openIndexedStore({ prefix: '', rows: { open: async (table, name, row) => row } });
  const rows = await Promise.all(tables.map((table) => store.get(table, 'kept')));
  store.close();
  return rows.map((row) => new TextDecoder().decode(row));
}"""
TWO_SPACES = """async () => {
  const spaces = ['aaaaaaaa', 'bbbbbbbb'].map((prefix) => ({ prefix, rows: new Locker(random(32), random) }));
  const keep = async (space, kind) => {
    const store = openIndexedStore(space);
    const body = new Uint8Array(262144).fill(kind);
    const letter = new TextEncoder().encode('GWC1 the team');
    await store.commit([
      { put: 'chunks', key: '1', row: { chunkId: 'ab', body } },
      { put: 'outbox', key: '1-00000000000001', row: { kind, body: letter, mailbox: null, own: true } },
      { put: 'counters', key: 'order', row: kind },
    ]);
    store.close();
  };
  for (const [index, space] of spaces.entries()) await keep(space, index + 1);
  return Promise.all(spaces.map(async (space) => {
    const store = openIndexedStore(space);
    const [[name, chunk]] = await store.page('chunks', '', 8);
    const [[, parcel]] = await store.page('outbox', '1-', 8);
    const among = await store.among('chunks', ['1', '2']);
    const counted = [await store.get('counters', 'order'), await store.count('chunks')];
    const found = [name, chunk.body.length, chunk.body[262143], parcel.kind, ...counted, [...among]];
    store.close();
    return found;
  }));
}"""
ADOPT = """async () => {
  const raw = { prefix: '', rows: { open: async (table, name, row) => row } };
  const old = openIndexedStore(raw);
  await new Promise((done, failed) => {
    const opening = indexedDB.open('gawahi');
    opening.onerror = () => failed(opening.error);
    opening.onsuccess = () => {
      const writing = opening.result.transaction(['self', 'outbox', 'roster'], 'readwrite');
      writing.objectStore('self').put(new Uint8Array([1]), 'membership');
      writing.objectStore('outbox').put({ kind: 2, body: new Uint8Array([7]), mailbox: null, own: true }, '1-01');
      writing.objectStore('outbox').put({ kind: 3, body: new Uint8Array([8]), mailbox: null, own: true }, '1-02');
      writing.objectStore('roster').put(new Uint8Array([9]), '00000000000000');
      writing.oncomplete = () => { opening.result.close(); done(); };
    };
  });
  const keys = { prefix: 'aaaaaaaa', rows: new Locker(random(32), random) };
  let left = 5;
  const cut = (space) => {
    const store = openIndexedStore(space);
    const commit = store.commit.bind(store);
    store.commit = async (writes) => { if (left === 0) throw new Error('cut'); left -= 1; await commit(writes); };
    return store;
  };
  let cuts = 0;
  for (;;) {
    try {
      await adoptOldRows({ openStore: cuts > 40 ? openIndexedStore : cut, random, now: () => 1 }, keys);
      if (left > 0 || cuts > 40) break;
    } catch (error) { if (error.message !== 'cut') throw error; }
    cuts += 1;
    left = 5 + cuts;
  }
  const own = openIndexedStore(keys);
  const outbox = (await own.page('outbox', '', 9)).map(([name, { kind, body }]) => [name, kind, body[0]]);
  const one = async (table, name) => (await own.get(table, name))[0];
  const rest = [];
  for (const table of TABLES) for (const [name] of await old.page(table, '', 1e6)) rest.push(name.slice(0, 8));
  const counts = {};
  for (const prefix of rest) counts[prefix] = (counts[prefix] ?? 0) + 1;
  return [cuts, outbox, await one('self', 'membership'), await one('roster', '00000000000000'), counts];
}"""
RAW = """() => new Promise((done, failed) => {
  const opening = indexedDB.open('app');
  opening.onerror = () => failed(opening.error);
  opening.onsuccess = () => {
    const reading = opening.result.transaction('outbox').objectStore('outbox');
    const [keys, rows] = [reading.getAllKeys(), reading.getAll()];
    rows.onsuccess = () => {
      opening.result.close();
      done([keys.result, rows.result.map((row) => String.fromCharCode(...row))]);
    };
  };
})"""


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
    put_away(context)
    site.kill()


def test_a_phone_that_updates_keeps_every_row_it_had(page_with_store: Page) -> None:
    page_with_store.evaluate(MAKE_FIRST, [FIRST_TABLES, FIRST_TABLES])
    kept = [table for table in FIRST_TABLES if table not in DROPPED]
    assert page_with_store.evaluate(READ_ALL, kept) == [f"گواہی {table}" for table in kept]
    assert page_with_store.evaluate("TABLES.length") > len(kept)
    assert page_with_store.evaluate(TWO_SPACES)
    assert DROPPED.isdisjoint(page_with_store.evaluate(NAMES))


def test_two_spaces_lie_in_one_database_and_neither_sees_the_other(page_with_store: Page) -> None:
    found = page_with_store.evaluate(TWO_SPACES)
    assert found == [["1", 262_144, kind, kind, kind, 1, ["1"]] for kind in (1, 2)]


def test_a_phone_of_the_first_version_keeps_every_row_and_gets_chaff_however_often_it_is_cut_off(
    page_with_store: Page,
) -> None:
    page_with_store.evaluate(MAKE_FIRST, [FIRST_TABLES, []])
    cuts, outbox, membership, roster, counts = page_with_store.evaluate(ADOPT)
    assert cuts > 0, "it was cut off at least once"
    assert (outbox, membership, roster) == ([["1-01", 2, 7], ["1-02", 3, 8]], 1, 9)
    assert counts.pop("aaaaaaaa") == 4
    assert len(counts) == 1, "one set of chaff, and nothing under its old name"
    assert sum(counts.values()) > 10


def test_what_lies_in_the_database_says_nothing_of_a_team(page_with_store: Page) -> None:
    page_with_store.evaluate(TWO_SPACES)
    keys, rows = page_with_store.evaluate(RAW)
    assert keys == ["aaaaaaaa1-00000000000001", "bbbbbbbb1-00000000000001"]
    assert all("GWC1" not in row and "team" not in row for row in rows)
    assert len({len(row) for row in rows}) == 1
