"""A relay that lies: it stands before a real one, has its key, and knows how to look honest.

`LIES` are told in a single answer. `Liar.copy` and `Liar.serve` are for a relay that shows another history: a copy of
its folder signs as genuinely as the relay itself.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx

from server.format import canonical
from server.format.item import Kind
from server.format.log import Frontier, cover, leaf, root_of
from server.relay.app import create_relay
from server.relay.config import RelayConfig
from server.relay.ground import prepare

ANSWER_LIMIT: Final = 8 << 20
Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Lie:
    """``of``: which calls are answered with it. ``named``: by which refusal a client must catch it.

    ``tell`` makes the false answer; None where the true one gives no occasion for this lie.
    """

    name: str
    of: str
    named: str
    tell: Callable[[bytes], bytes | None]


def relay_transport(folder: Path) -> httpx.WSGITransport:
    """A real relay in this process: the whole application, without a socket."""
    config = RelayConfig(data=folder)
    prepare(config)
    return httpx.WSGITransport(app=create_relay(config))


class Liar(httpx.BaseTransport):
    """Honest until ``lie`` is set. ``told`` counts how often it was told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lie: Lie | None = None
        self.told = 0
        self._relay: httpx.BaseTransport = relay_transport(folder)
        self._forget_seen = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self._forget_seen:
            request = _as_if_new(request)
        answer = self._relay.handle_request(request)
        lie = self.lie
        if lie is None or not request.url.path.endswith(f"/{lie.of}") or answer.status_code != 200:
            return answer
        answer.read()
        false = lie.tell(answer.content)
        if false is None:
            return answer
        self.told += 1
        return httpx.Response(200, headers={"Content-Type": answer.headers["Content-Type"]}, content=false)

    def copy(self, name: str) -> Path:
        """The relay's folder as it is now, with its key."""
        return copy_relay(self.folder, self.folder.parent / name)

    def serve(self, folder: Path, *, forget_seen: bool = False) -> None:
        """Answer from this folder from now on. ``forget_seen``: as if nobody had ever seen a longer log."""
        self._relay, self._forget_seen = relay_transport(folder), forget_seen


def copy_relay(folder: Path, to: Path) -> Path:
    shutil.copytree(folder, to, ignore=shutil.ignore_patterns("relay.sqlite*"))
    with sqlite3.connect(folder / "relay.sqlite") as source, sqlite3.connect(to / "relay.sqlite") as target:
        source.backup(target)
    source.close()
    target.close()
    return to


def restore(folder: Path) -> None:
    """What a relay does that says honestly that it came back from a backup: another epoch for each team."""
    prepare(RelayConfig(data=folder), restored=True)


def _as_if_new(request: httpx.Request) -> httpx.Request:
    request.read()
    url = request.url.copy_set_param("seen", 0)
    return httpx.Request(request.method, url, headers=request.headers, content=request.content)


def withholding(folder: Path, kind: Kind) -> Lie:
    """Keeps the newest item of this kind from whoever reads some mailboxes from the start, with a genuine proof."""
    with sqlite3.connect(folder / "relay.sqlite") as database:
        rows = database.execute("SELECT item_id, rosters FROM items ORDER BY number").fetchall()
    database.close()
    leaves = [leaf(item_id, rosters) for item_id, rosters in rows]

    def root(low: int, high: int) -> bytes:
        return Frontier().extend(leaves[low:high]).root()

    def hide(answer: Answer) -> bool:
        found = [item for item in answer["items"] if item[1] == kind]
        if not found:
            return False
        answer["items"].remove(found[-1])
        wanted = sorted({item[0] for item in answer["items"]} | {answer["head"]})
        answer["proof"] = [root_of(*span, root) for span in cover(answer["head"], 0, wanted)]
        return True

    named = "roster_withheld" if kind == Kind.ROSTER else ""
    return Lie(f"withholds the newest item of kind {kind}", "items", named, _edited(hide))


def _edited(edit: Callable[[Answer], bool]) -> Callable[[bytes], bytes | None]:
    """A lie that changes the answer in place; False if it cannot."""

    def tell(true: bytes) -> bytes | None:
        answer = canonical.decode(true, ANSWER_LIMIT)
        assert isinstance(answer, dict)
        return canonical.encode(answer) if edit(answer) else None

    return tell


def _page(edit: Callable[[list[list[Any]]], None], items_at_least: int = 2) -> Callable[[bytes], bytes | None]:
    def change(answer: Answer) -> bool:
        if len(answer["items"]) < items_at_least:
            return False
        edit(answer["items"])
        return True

    return _edited(change)


def _drop(items: list[list[Any]]) -> None:
    del items[0]


def _drop_and_close_up(items: list[list[Any]]) -> None:
    numbers = [item[0] for item in items]
    del items[0]
    for item, number in zip(items, numbers, strict=False):
        item[0] = number


def _reorder(items: list[list[Any]]) -> None:
    items[0], items[1] = items[1], items[0]


def _swap_numbers(items: list[list[Any]]) -> None:
    items[0][1:], items[1][1:] = items[1][1:], items[0][1:]


def _duplicate(items: list[list[Any]]) -> None:
    items.insert(0, list(items[0]))


def _alter_body(items: list[list[Any]]) -> None:
    body = items[-1][2]
    items[-1][2] = body[:-1] + bytes([body[-1] ^ 1])


def _alter_mailbox(items: list[list[Any]]) -> None:
    items[-1][3] = bytes(16) if items[-1][3] is None else None


def _alter_kind(items: list[list[Any]]) -> None:
    items[-1][1] = int(Kind.ROSTER)


def _count_another_roster_entry(items: list[list[Any]]) -> None:
    for item in items:
        item[4] += 1


def _of_an_impossible_kind(items: list[list[Any]]) -> None:
    items[-1][1] = 300


def _count_more_than_there_can_be(items: list[list[Any]]) -> None:
    items[-1][4] = 1 << 40


def _of_another_team(items: list[list[Any]]) -> None:
    items[-1][1:3] = [int(Kind.CHANGE), b"GWC1\1\0" + b"another team tag" + bytes(200)]


def _nothing_but_a_promise(answer: Answer) -> bool:
    if not answer["items"]:
        return False
    answer["next"] = answer["items"][0][0] - 1
    answer["items"] = []
    return True


def _hide_the_newest(answer: Answer) -> bool:
    """All is there but the newest item, and the head is said to be before it."""
    if len(answer["items"]) < 2:
        return False
    answer["head"] = answer["next"] = answer["items"].pop()[0] - 1
    return True


def _forge(answer: Answer) -> bool:
    lines = answer["checkpoint"].split(" ")
    signature = lines[-1]
    lines[-1] = signature[:40] + ("A" if signature[40] != "A" else "B") + signature[41:]
    answer["checkpoint"] = " ".join(lines)
    return True


def _cut_the_proof(answer: Answer) -> bool:
    if not answer["proof"]:
        return False
    answer["proof"].pop()
    return True


def _add_to_the_proof(answer: Answer) -> bool:
    answer["proof"].append(bytes(32))
    return True


def _another_epoch(answer: Answer) -> bool:
    answer["epoch"] = bytes(16)
    return True


def _results(edit: Callable[[list[list[int]]], None], at_least: int = 1) -> Callable[[bytes], bytes | None]:
    def change(answer: Answer) -> bool:
        if len(answer["results"]) < at_least:
            return False
        edit(answer["results"])
        return True

    return _edited(change)


def _another_number(results: list[list[int]]) -> None:
    results[-1][1] -= 1


def _swap_results(results: list[list[int]]) -> None:
    results[0], results[1] = results[1], results[0]


def _a_roster_entry_more(results: list[list[int]]) -> None:
    results[-1][2] += 1


def _halve(true: bytes) -> bytes:
    return true[: len(true) // 2]


LIES: Final = (
    Lie("drops an item from a page", "items", "log_wrong", _page(_drop)),
    Lie("drops an item and closes up", "items", "log_wrong", _page(_drop_and_close_up)),
    Lie("gives a page in another order", "items", "log_wrong", _page(_reorder)),
    Lie("swaps the numbers of two items", "items", "log_wrong", _page(_swap_numbers)),
    Lie("gives an item twice", "items", "log_wrong", _page(_duplicate)),
    Lie("alters a body", "items", "log_wrong", _page(_alter_body)),
    Lie("sends a letter to another mailbox", "items", "log_wrong", _page(_alter_mailbox)),
    Lie("calls an item something else", "items", "log_wrong", _page(_alter_kind)),
    Lie("counts a roster entry that there is not", "items", "log_wrong", _page(_count_another_roster_entry)),
    Lie("gives an item of an impossible kind", "items", "malformed", _page(_of_an_impossible_kind)),
    Lie("counts more roster entries than there can be", "items", "log_wrong", _page(_count_more_than_there_can_be)),
    Lie("serves another team's item", "items", "log_wrong", _page(_of_another_team)),
    Lie("promises more and gives nothing", "items", "log_wrong", _edited(_nothing_but_a_promise)),
    Lie("hides the newest item", "items", "log_wrong", _edited(_hide_the_newest)),
    Lie("forges a checkpoint on a pull", "items", "log_wrong", _edited(_forge)),
    Lie("leaves a hash out of a proof", "items", "log_wrong", _edited(_cut_the_proof)),
    Lie("adds a hash to a proof", "items", "log_wrong", _edited(_add_to_the_proof)),
    Lie("speaks of another epoch on a pull", "items", "log_wrong", _edited(_another_epoch)),
    Lie("cuts a page short", "items", "malformed", _halve),
    Lie("says another number than it gave", "push", "receipt_wrong", _results(_another_number)),
    Lie("swaps two numbers of a receipt", "push", "receipt_wrong", _results(_swap_results, 2)),
    Lie("counts a roster entry in a receipt", "push", "receipt_wrong", _results(_a_roster_entry_more)),
    Lie("forges a receipt", "push", "receipt_wrong", _edited(_forge)),
    Lie("leaves a hash out of a receipt's proof", "push", "receipt_wrong", _edited(_cut_the_proof)),
    Lie("adds a hash to a receipt's proof", "push", "receipt_wrong", _edited(_add_to_the_proof)),
    Lie("cuts a receipt short", "push", "malformed", _halve),
)
