"""Opening a name: who may ask, agree and refuse, what a share proves, and what becomes of a request."""

from __future__ import annotations

from server.format.opening_ledger import fold_openings
from server.format.opening_said import Accuse, Release, decode_said, encode_said
from server.seal.identity import open_identity
from server.seal.opening import Act, is_proven, open_opening, open_release
from server.seal.primitives import KemKey
from tests.vectors.judge import device, each, judge, roster
from tests.vectors.plain import Json, bytes_of


def name_of(world: Json, device_id: bytes) -> str:
    return next(name for name, about in world["devices"].items() if about["id"] == device_id.hex())


def reply_of(world: Json) -> KemKey:
    return KemKey(bytes.fromhex(world["reply"]))


def read(world: Json, sealed: Json) -> Act:
    return open_opening(roster(world), device(world, "farah"), bytes_of(sealed, world))


def read_all(case: Json, world: Json) -> list[Act]:
    return [read(world, {"from": name}) for name in case["said"]]


def proven_in(acts: list[Act], world: Json) -> set[bytes]:
    asked = {act.id: act for act in acts}
    return {
        act.id
        for act in acts
        if isinstance(act.said, Accuse) and is_proven(roster(world), asked[act.said.request], act.said)
    }


@each("opening", "open")
def test_all_coordinators_and_guardians_and_nobody_else_read_what_is_said_about_a_name(case: Json, world: Json) -> None:
    def answer() -> Json:
        known, who = roster(world, case["known"]), device(world, case["device"])
        act = open_opening(known, who, bytes_of(case["sealed"], world))
        author = name_of(world, act.author)
        return {"id": act.id.hex(), "author": author, "roster_seq": act.roster_seq, "said": encode_said(act.said).hex()}

    judge(case, answer)


@each("opening", "release")
def test_a_share_answers_one_request_and_a_false_one_names_its_guardian(case: Json, world: Json) -> None:
    def answer() -> Json:
        request, release = read(world, case["request"]), read(world, case["sealed"])
        share, accusation = open_release(roster(world), reply_of(world), request, release)
        if accusation is None:
            return share.hex()
        proven = is_proven(roster(world), request, accusation)
        return {"accuse": name_of(world, accusation.guardian), "proven": proven}

    judge(case, answer)


@each("opening", "fold")
def test_everybody_finds_the_same_state_of_a_request(case: Json, world: Json) -> None:
    def answer() -> Json:
        acts = read_all(case, world)
        folded = fold_openings(acts, roster(world), case["now"], proven_in(acts, world))

        def names(ids: object) -> list[str]:
            return [name_of(world, one) for one in ids]  # type: ignore[attr-defined]

        return [
            {
                "author": name_of(world, opening.author),
                "state": opening.state,
                "k": opening.k,
                "released": names(opening.released),
                "refused": names(opening.refused),
                "proven_false": names(opening.proven_false),
                "said_false": names(opening.said_false),
            }
            for opening in folded
        ]

    judge(case, answer)


@each("opening", "name")
def test_k_released_shares_open_the_name(case: Json, world: Json) -> None:
    def answer() -> Json:
        acts = read_all(case, world)
        releases = [act for act in acts if isinstance(act.said, Release)]
        shares = [open_release(roster(world), reply_of(world), acts[0], act)[0] for act in releases]
        return open_identity(bytes_of({"from": "the box"}, world), shares).fields[0][1]

    judge(case, answer)


@each("opening", "plain")
def test_what_is_said_has_one_form(case: Json, world: Json) -> None:
    encoded = bytes.fromhex(case["bytes"])
    assert encode_said(decode_said(encoded)) == encoded
