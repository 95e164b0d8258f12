"""Rules of evidence at the desk, each with what can go wrong beside it: nothing bad stops anybody else, nothing is half
kept, and what one device lost another gives back.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from server.desk.archive.store import Store
from server.desk.relay_client import Letter
from server.format import canonical
from server.format.change import encode_change
from server.format.item import Kind
from tests.sync.crew import Crew
from tests.sync.handset import Handset
from tests.sync.keeping import somewhere
from tests.sync.test_algebra import Feed, a_new_reader
from tests.sync.world import Step, path_of

TOLD: list[Step] = [
    {"do": "testify", "who": "amina", "record": 0, "fields": [["e_title", "گواہی"], ["victim/1/v_sex", "f"]]},
    *({"do": what, "who": who} for who in ("amina", "bilal", "sana") for what in ("push", "pull")),
]
COMMITMENT = 94
"""Where a lockbox says which key it holds."""
EDIT: Step = {"do": "edit", "who": "sana", "record": 0, "path": "e_title", "x": "26 مارے گئے 🕊️"}


@pytest.fixture
def crew() -> Iterator[Crew]:
    with somewhere() as folder:
        crew = Crew(folder)
        for step in TOLD:
            crew.do(step)
        yield crew
        crew.close()


def values_at(handset: Handset, path: str) -> list[Any]:
    return [value.x for one in handset.archive.records() for value in one.record.current(path_of(path))]


def test_what_a_relay_lost_is_given_back_by_coordinators_when_the_author_is_gone(crew: Crew) -> None:
    before = {(one.kind, one.body) for one in crew.letters()}
    crew.do({"do": "roll_back", "lost": 99})
    assert not any(one.kind == Kind.CHANGE for one in crew.letters())
    crew.joined.remove("amina")  # nobody sees her phone again
    for who in ("bilal", "sana"):
        # Only what the desk's archive holds, not what the writer beside it sent.
        crew.handsets[who].held.clear()
        crew.do({"do": "pull", "who": who})
    assert before <= {(one.kind, one.body) for one in crew.letters()}
    crew.do({"do": "join", "who": "dawood"})
    crew.heal()
    crew.check()


def test_a_change_of_a_later_version_is_set_aside_by_name_and_its_stream_goes_on(crew: Crew) -> None:
    """A phone with a newer app writes what this desk cannot read; what the same phone says after it is read."""
    change = crew.handsets["sana"].seen(bytes(16))[0].change
    later = canonical.encode({**canonical_map(encode_change(change)), "v": 2})
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    crew.handsets["sana"].seal_words(bytes(16), deflate.compress(later) + deflate.flush())
    crew.do(EDIT)
    crew.do({"do": "push", "who": "sana"})
    crew.do({"do": "pull", "who": "bilal"})
    bilal = crew.handsets["bilal"]
    assert bilal.archive.set_aside() == {"malformed": 1}
    assert values_at(bilal, "e_title") == ["26 مارے گئے 🕊️"]
    assert [one.incomplete for one in bilal.archive.records()] == [True]


def canonical_map(encoded: bytes) -> dict[str, object]:
    found = canonical.decode(encoded)
    assert isinstance(found, dict)
    return found


def flipped(body: bytes, at: int) -> bytes:
    damaged = bytearray(body)
    damaged[at] ^= 1
    return bytes(damaged)


def test_damaged_and_unknown_items_are_set_aside_by_name_and_stop_nobody(crew: Crew) -> None:
    crew.do(EDIT)
    crew.do({"do": "push", "who": "sana"})
    letters = crew.letters()
    roster = [one for one in letters if one.kind == Kind.ROSTER]
    bad = [
        letter
        for one in letters
        if one.kind in (Kind.CHANGE, Kind.LOCKBOX)
        for letter in (
            Letter(one.kind, flipped(one.body, COMMITMENT if one.kind == Kind.LOCKBOX else -1), one.mailbox),
            Letter(one.kind, one.body[:30], None),
            Letter(77, one.body, None),
        )
    ]
    with somewhere() as folder:
        reader = a_new_reader(crew, folder)
        Feed(reader).give([*roster, *bad, *letters, *bad])
        assert set(reader.archive.set_aside()) <= {"damaged", "malformed", "stream_order", "lockbox_commitment"}
        assert sum(reader.archive.set_aside().values()) == len({(one.kind, one.body) for one in bad})
        crew.do({"do": "pull", "who": "bilal"})
        assert reader.digests() == crew.handsets["bilal"].digests()
        reader.archive.close()


def test_a_change_whose_parent_is_away_waits_over_restarts_and_applies_when_it_comes(crew: Crew) -> None:
    parent = [one for one in crew.letters() if one.kind in (Kind.LOCKBOX, Kind.CHANGE)]
    crew.do(EDIT)
    crew.do({"do": "push", "who": "sana"})
    with somewhere() as folder:
        reader = a_new_reader(crew, folder)
        Feed(reader).give([one for one in crew.letters() if one not in parent])
        for _ in range(2):
            (one,) = reader.archive.records()
            assert ([len(one.record.waiting), len(one.record.applied)], one.incomplete) == ([1, 0], False)
            reader.restart()
        Feed(reader).give(parent)
        crew.do({"do": "pull", "who": "bilal"})
        assert reader.digests() == crew.handsets["bilal"].digests()
        assert values_at(reader, "e_title") == ["26 مارے گئے 🕊️"]
        reader.archive.close()


def test_the_cursor_moves_with_the_page_or_not_at_all(crew: Crew, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process dies at every single write of a page: it is wholly kept with its cursor, or it never was here."""
    letters, put = crew.letters(), Store.put
    with somewhere() as folder:
        for last in range(200):
            reader = a_new_reader(crew, folder / str(last))
            left = [last]

            def dies(self: Store, shelf: str, key: bytes, value: object, left: list[int] = left) -> None:
                left[0] -= 1
                if left[0] < 0:
                    raise KeyboardInterrupt
                put(self, shelf, key, value)

            with monkeypatch.context() as patched:
                patched.setattr(Store, "put", dies)
                try:
                    Feed(reader).give(letters)
                except KeyboardInterrupt:
                    died = True
                else:
                    died = False
            reader.restart()
            # What it owes for the page is in the same transaction: the acknowledgements, beside its own request.
            assert len(reader.archive.outbox()) == (1 if died else 2)
            assert reader.archive.cursor.after == (0 if died else len(letters))
            assert reader.archive.count_records() == (0 if died else 1)
            Feed(reader).give(letters)
            assert (reader.digests(), reader.archive.set_aside()) == (crew.handsets["bilal"].digests(), {})
            reader.archive.close()
            if not died:
                return
    pytest.fail("a page that never ends")
