"""The lies that a relay could tell, each with the names that a client may call it by.

A lie is what a man in the middle answers instead of the relay. He holds the relay's key where that helps him: a copy
of the relay's folder is a relay that signs, and what it signs is genuine.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

from server.format import canonical
from server.format.checkpoint import Note, key_id, read_note
from server.format.item import Kind, item_id
from server.format.log import Frontier, cover, leaf
from server.seal.device import Device
from tests.faults.middle import Answer, Handle, Request, forward
from tests.faults.scene import Scene

ANSWER_LIMIT: Final = 8 << 20
Map = dict[str, Any]
Alter = Callable[[Map], None]

DESK: Final = "desk"
COORDINATOR: Final = "coordinator's phone"
DOCUMENTER: Final = "documenter's phone"
EVERYBODY: Final = (DESK, COORDINATOR, DOCUMENTER)
READERS: Final = (DESK, COORDINATOR)


@dataclass(frozen=True, slots=True)
class Lie:
    """``tell`` prepares it and gives what the victim is answered from then on. ``syncs``: after how many of the
    victim's exchanges the relay has said both things that cannot be true together."""

    what: str
    names: frozenset[str]
    tell: Callable[[Scene], Handle]
    victims: tuple[str, ...] = READERS
    syncs: int = 1


def _read(answer: Answer) -> Map:
    value = canonical.decode(answer.body, ANSWER_LIMIT)
    assert isinstance(value, dict)
    return value


def _pages(port: int, alter: Alter) -> Handle:
    """Every page that holds something is altered; everything else is passed on."""

    def handle(request: Request) -> Answer:
        answer = forward(port, request)
        if not request.is_pull or answer.status != 200:
            return answer
        page = _read(answer)
        if page["items"]:
            alter(page)
        return replace(answer, body=canonical.encode(page))

    return handle


def _of_pages(alter: Alter) -> Callable[[Scene], Handle]:
    """The team says something new, and the page that tells of it is altered."""

    def tell(scene: Scene) -> Handle:
        scene.testify()
        return _pages(scene.port, alter)

    return tell


def _without_seen(handle: Handle) -> Handle:
    """A relay that does not want to hear what a client has seen of it."""

    def deaf(request: Request) -> Answer:
        path, _, query = request.path.partition("?")
        kept = [part for part in query.split("&") if not part.startswith("seen=")]
        return handle(replace(request, path="?".join((path, "&".join([*kept, "seen=0"])))))

    return deaf


# --- a page that is not what the log says


def _drop_first(page: Map) -> None:
    del page["items"][0]


def _drop_last(page: Map) -> None:
    page["items"].pop()


def _hide_all(page: Map) -> None:
    page["items"] = []


def _stop_early(page: Map) -> None:
    """It pretends that the log ends where the page was cut."""
    page["items"].pop()
    page["head"] = page["next"] = page["items"][-1][0]


def _reorder(page: Map) -> None:
    page["items"][0], page["items"][1] = page["items"][1], page["items"][0]


def _swap_numbers(page: Map) -> None:
    first, second = page["items"][:2]
    first[1:], second[1:] = second[1:], first[1:]


def _duplicate(page: Map) -> None:
    page["items"].insert(0, list(page["items"][0]))


def _repeat(page: Map) -> None:
    """The same letter again, under the number of another."""
    page["items"][1][1:] = page["items"][0][1:]


def _alter_body(page: Map) -> None:
    body = bytearray(page["items"][0][2])
    body[-1] ^= 1
    page["items"][0][2] = bytes(body)


def _foreign_item(scene: Scene) -> Handle:
    foreign = scene.foreign_change()

    def replace_first(page: Map) -> None:
        page["items"][0][1:4] = [int(Kind.CHANGE), foreign, None]

    scene.testify()
    return _pages(scene.port, replace_first)


def _foreign_item_in_the_log(scene: Scene) -> Handle:
    """A relay whose log holds it, duly numbered and signed: nobody is shown anything else."""
    careless = scene.copy("any_team")
    scene.push_foreign(careless)
    return lambda request: forward(careless, request)


# --- words that are not the relay's, or not about this log


def _another_key(scene: Scene) -> Handle:
    stranger = Device.new(scene.random)

    def sign_anew(page: Map) -> None:
        checkpoint = read_note(page["checkpoint"]).checkpoint
        signature = stranger.sign(checkpoint.signed())
        page["checkpoint"] = Note(checkpoint, key_id(checkpoint.name, stranger.sign_pk), signature).text()

    return _all_answers(scene, sign_anew)


def _another_root(scene: Scene) -> Handle:
    def claim(page: Map) -> None:
        """Right key id and a signature that was right for another text."""
        lines = page["checkpoint"].split("\n")
        lines[2] = base64.b64encode(bytes(32)).decode()
        page["checkpoint"] = "\n".join(lines)

    return _all_answers(scene, claim)


def _all_answers(scene: Scene, alter: Alter) -> Handle:
    scene.testify()

    def handle(request: Request) -> Answer:
        answer = forward(scene.port, request)
        if answer.status != 200 or not (request.is_pull or request.is_push):
            return answer
        value = _read(answer)
        alter(value)
        return replace(answer, body=canonical.encode(value))

    return handle


# --- a push that was not kept


def _say_yes(scene: Scene) -> Handle:
    """Says 200 and stores nothing; the best it can show is what it signed before."""
    scene.testify()

    def handle(request: Request) -> Answer:
        if not request.is_push:
            return forward(scene.port, request)
        now = scene.pull_everything()
        sent = canonical.decode(request.body, ANSWER_LIMIT)
        assert isinstance(sent, dict)
        rosters = sum(one[1] == Kind.ROSTER for one in now["items"])
        results = [[0, now["head"] + place, rosters] for place in range(1, len(sent["items"]) + 1)]
        said = {"epoch": now["epoch"], "results": results, "checkpoint": now["checkpoint"], "proof": now["proof"]}
        return Answer(200, (("Content-Type", "application/cbor"),), canonical.encode(said))

    return handle


def _sign_and_throw_away(scene: Scene) -> Handle:
    """The receipt is genuine: a relay signed it and was thrown away. The one that goes on never heard of it."""
    scene.testify()
    thrown_away = scene.copy()
    goes_on = _without_seen(lambda request: forward(scene.port, request))
    return lambda request: forward(thrown_away, request) if request.is_push else goes_on(request)


# --- another history


def _roll_back(scene: Scene) -> Handle:
    old = scene.copy()
    scene.testify()
    scene.victim_syncs()
    return _without_seen(lambda request: forward(old, request))


def _roll_back_and_grow(scene: Scene) -> Handle:
    """The old copy has since become longer than what the victim saw."""
    old = scene.copy()
    scene.testify()
    scene.victim_syncs()
    for _ in range(3):
        scene.testify(old)
    return lambda request: forward(old, request)


def _fork(scene: Scene) -> Handle:
    """Two histories, each in order for itself. Then a change by somebody who saw the one comes to somebody who sees the
    other."""
    other = scene.copy()
    scene.testify()
    scene.testify(other)
    letters = scene.testify_after_seeing(scene.port)
    scene.push_to(other, letters)
    return lambda request: forward(other, request)


def _withhold_roster(scene: Scene) -> Handle:
    """A coordinator is removed. The victim is shown everything else, with a proof for just that."""
    scene.remove_somebody()

    def handle(request: Request) -> Answer:
        answer = forward(scene.port, request)
        if not request.is_pull or answer.status != 200:
            return answer
        page = _read(answer)
        page["items"] = [one for one in page["items"] if one[1] != Kind.ROSTER]
        page["proof"] = _proof(scene.pull_everything()["items"], page, request)
        return replace(answer, body=canonical.encode(page))

    return handle


def _proof(everything: Iterable[list[Any]], page: Map, request: Request) -> list[bytes]:
    """For the items that are left on a page, from all that the log holds."""
    leaves = [leaf(item_id(kind, body, mailbox), rosters) for _, kind, body, mailbox, rosters in everything]
    asked = dict(part.split("=") for part in request.path.partition("?")[2].split("&"))
    wanted = sorted({one[0] for one in page["items"]} | {page["head"]})
    spans = cover(page["head"], int(asked.get("seen", 0)), wanted)
    return [Frontier().extend(leaves[low:high]).root() for low, high in spans]


_PAGE: Final = frozenset({"log_wrong"})
_BROKEN: Final = frozenset({"log_rolled_back", "log_fork"})

LIES: Final = (
    Lie("drops the first item of a page", _PAGE, _of_pages(_drop_first)),
    Lie("drops the last item of a page", _PAGE, _of_pages(_drop_last)),
    Lie("truncates a page to nothing", _PAGE, _of_pages(_hide_all)),
    Lie("says that the log ends earlier", _PAGE, _of_pages(_stop_early)),
    Lie("reorders a page", _PAGE, _of_pages(_reorder)),
    Lie("swaps two items' numbers", _PAGE, _of_pages(_swap_numbers)),
    Lie("duplicates an item", _PAGE, _of_pages(_duplicate)),
    Lie("gives one item twice and hides another", _PAGE, _of_pages(_repeat)),
    Lie("alters a body", _PAGE, _of_pages(_alter_body)),
    Lie("serves another team's item", _PAGE | {"wrong_team"}, _foreign_item),
    Lie("has another team's item in its log", frozenset({"wrong_team"}), _foreign_item_in_the_log),
    Lie("signs with another key", frozenset({"log_wrong", "receipt_wrong"}), _another_key, EVERYBODY),
    Lie("claims another root", frozenset({"log_wrong", "receipt_wrong"}), _another_root, EVERYBODY),
    Lie("says 200 without storing", frozenset({"receipt_wrong"}), _say_yes, EVERYBODY),
    Lie("signs a receipt and throws away what it was for", _BROKEN, _sign_and_throw_away, EVERYBODY, syncs=2),
    # A phone sends before it reads: what it sends may make the old copy as long as the one that it saw.
    Lie("rolls back to an older copy", _BROKEN, _roll_back, EVERYBODY),
    Lie("rolls back and grows again", frozenset({"log_fork"}), _roll_back_and_grow, EVERYBODY),
    Lie("forks two clients", frozenset({"log_fork"}), _fork),
    Lie("withholds the removal of a member", frozenset({"roster_withheld"}), _withhold_roster, (DOCUMENTER,)),
    Lie("withholds the roster from who reads all", _PAGE, _withhold_roster),
)
assert len({lie.what for lie in LIES}) == len(LIES)
