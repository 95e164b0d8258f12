"""The log: what a relay has shown, it has shown to everybody. Judged by the shared vectors, by what others published of
such trees, and by the verifiers of RFC 9162 as they stand there.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.format.checkpoint import Checkpoint, Note, check_checkpoint, key_id
from server.format.log import (
    EMPTY_ROOT,
    Frontier,
    Span,
    State,
    check_state,
    cover,
    leaf,
    node,
    root_of,
    seen_root,
    split,
)
from server.format.receipt import check_receipt
from server.format.refusals import Refusal
from server.seal.primitives import verify
from tests.vectors.judge import each, judge
from tests.vectors.plain import Json

# The reference leaves of certificate-transparency (merkle_tree_test) and the roots of the trees that they make.
PUBLISHED_LEAVES = ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
PUBLISHED_ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
LEAVES = tuple(leaf(hashlib.sha256(number.to_bytes(4, "big")).digest(), number // 7) for number in range(300))
SIZES = st.integers(0, len(LEAVES))


def unhex(values: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(value) for value in values]


@cache
def root(low: int, high: int, leaves: tuple[bytes, ...] = LEAVES) -> bytes:
    """As RFC 6962 defines it, in section 2.1."""
    if high == low:
        return EMPTY_ROOT
    if high - low == 1:
        return leaves[low]
    k = 1
    while k * 2 < high - low:
        k *= 2
    return hashlib.sha256(b"\1" + root(low, low + k, leaves) + root(low + k, high, leaves)).digest()


def prove(size: int, seen: int, wanted: Sequence[int], leaves: tuple[bytes, ...] = LEAVES) -> list[bytes]:
    return [root_of(*span, lambda low, high: root(low, high, leaves)) for span in cover(size, seen, wanted)]


def depth(span: Span, size: int) -> int:
    low, high, found = 0, size, 0
    while (low, high) != span:
        middle = split(low, high)
        low, high = (low, middle) if span[1] <= middle else (middle, high)
        found += 1
    return found


def upwards(size: int, seen: int, wanted: Sequence[int]) -> list[bytes]:
    """Our proof in the order of the RFC: from below."""
    spans = sorted(cover(size, seen, wanted), key=lambda span: (-depth(span, size), span))
    return [root(*span) for span in spans]


def inclusion_holds(hash_: bytes, leaf_index: int, tree_size: int, path: Sequence[bytes], root_hash: bytes) -> bool:
    """RFC 9162, section 2.1.3.2, step by step."""
    if leaf_index >= tree_size:
        return False
    fn, sn, r = leaf_index, tree_size - 1, hash_
    for p in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node(p, r)
            if not fn & 1:
                while fn and not fn & 1:
                    fn, sn = fn >> 1, sn >> 1
        else:
            r = node(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root_hash


def consistency_holds(first: int, second: int, path: Sequence[bytes], first_hash: bytes, second_hash: bytes) -> bool:
    """RFC 9162, section 2.1.4.2, step by step, for 0 < first < second."""
    if not path:
        return False
    if first & (first - 1) == 0:
        path = [first_hash, *path]
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node(c, fr), node(c, sr)
            if not fn & 1:
                while fn and not fn & 1:
                    fn, sn = fn >> 1, sn >> 1
        else:
            sr = node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == first_hash and sr == second_hash


def hashes(case: Json, world: Json) -> Json:
    leaves = unhex(world["leaves"])
    do: dict[str, Callable[[], Json]] = {
        "leaf": lambda: leaf(bytes.fromhex(case["item_id"]), case["rosters"]).hex(),
        "node": lambda: node(*unhex([case["left"], case["right"]])).hex(),
        "seen_root": lambda: seen_root(*unhex([case["epoch"], case["root"]])).hex(),
        "root": lambda: Frontier().extend(leaves[: case["size"]]).root().hex(),
        "cover": lambda: [list(span) for span in cover(case["size"], case["seen"], case["wanted"])],
        "prove": lambda: [one.hex() for one in prove(case["size"], case["seen"], case["wanted"], tuple(leaves))],
    }
    return do[case["do"]]()


def state(written: Json) -> State:
    return State(written[0], bytes.fromhex(written[1]))


def written(found: State) -> Json:
    return [found.size, found.root.hex()]


@each("log", "leaf", "node", "seen_root", "root", "cover", "prove")
def test_the_tree_is_as_the_protocol_says(case: Json, world: Json) -> None:
    judge(case, lambda: hashes(case, world))


@each("log", "continue")
def test_a_state_is_believed_only_with_its_proof(case: Json, world: Json) -> None:
    given = (one if isinstance(one, list) else [one, world["leaves"][one - 1]] for one in case["wanted"])
    leaves = {number: bytes.fromhex(hashed) for number, hashed in given}
    judge(case, lambda: check_state(state(case["new"]), state(case["known"]), leaves, unhex(case["proof"])) or True)


@each("log", "write")
def test_a_checkpoint_has_one_form(case: Json, world: Json) -> None:
    checkpoint = Checkpoint(bytes.fromhex(case["team_tag"]), bytes.fromhex(case["epoch"]), state(case["state"]))
    key = key_id(checkpoint.name, bytes.fromhex(case["relay_pk"]))
    assert Note(checkpoint, key, bytes.fromhex(case["signature"])).text() == case["gives"]


@each("log", "checkpoint")
def test_a_checkpoint_counts_only_if_the_relay_signed_exactly_it(case: Json, world: Json) -> None:
    relay_pk, team_tag, epoch = unhex([case["relay_pk"], case["team_tag"], case["epoch"]])
    judge(
        case,
        lambda: written(check_checkpoint(verify, case["text"], relay_pk=relay_pk, team_tag=team_tag, epoch=epoch)),
    )


@each("log", "receipt")
def test_only_what_the_signed_log_holds_counts_as_delivered(case: Json, world: Json) -> None:
    relay_pk, team_tag, epoch = unhex([case["relay_pk"], case["team_tag"], case["epoch"]])
    judge(
        case,
        lambda: written(
            check_receipt(
                verify,
                relay_pk=relay_pk,
                team_tag=team_tag,
                epoch=epoch,
                known=state(case["known"]),
                kept=[(number, bytes.fromhex(item), rosters) for number, item, rosters in case["kept"]],
                checkpoint=case["text"],
                proof=unhex(case["proof"]),
            )
        ),
    )


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_that_certificate_transparency_published(size: int) -> None:
    leaves = tuple(hashlib.sha256(b"\0" + bytes.fromhex(one)).digest() for one in PUBLISHED_LEAVES[:size])
    assert Frontier().extend(leaves).root().hex() == PUBLISHED_ROOTS[size - 1]
    assert root(0, size, leaves).hex() == PUBLISHED_ROOTS[size - 1]


@pytest.mark.parametrize("size", [*range(1, 34), 63, 64, 65, 127, 128, 129])
def test_the_verifiers_of_rfc_9162_accept_our_proofs_and_no_changed_one(size: int) -> None:
    for number in range(1, size + 1):
        path = upwards(size, 0, [number])
        assert inclusion_holds(LEAVES[number - 1], number - 1, size, path, root(0, size))
        assert not inclusion_holds(LEAVES[number], number - 1, size, path, root(0, size))
    for seen in range(1, size):
        path = upwards(size, seen, [])
        if seen & (seen - 1) == 0:
            assert path.pop(0) == root(0, seen)
        assert consistency_holds(seen, size, path, root(0, seen), root(0, size))
        assert not consistency_holds(seen, size, path, root(0, seen + 1), root(0, size))


@given(SIZES, st.data())
def test_a_proof_is_made_of_the_largest_parts_that_hold_nothing_wanted_and_no_border(
    size: int, data: st.DataObject
) -> None:
    """The text of the protocol, word by word."""
    seen = data.draw(st.integers(0, size))
    wanted = sorted(data.draw(st.sets(st.integers(1, size)))) if size else []

    def as_written(low: int, high: int) -> list[Span]:
        if not any(low < number <= high for number in wanted) and not low < seen < high:
            return [(low, high)]
        if high == low + 1:
            return []
        return as_written(low, split(low, high)) + as_written(split(low, high), high)

    assert list(cover(size, seen, wanted)) == (as_written(0, size) if size else [])


@given(SIZES, st.data())
def test_an_honest_proof_convinces_and_a_changed_one_does_not(size: int, data: st.DataObject) -> None:
    seen = data.draw(st.integers(0, size))
    wanted = sorted(data.draw(st.sets(st.integers(1, size), max_size=20))) if size else []
    proof, leaves = prove(size, seen, wanted), {number: LEAVES[number - 1] for number in wanted}
    new, known = State(size, root(0, size)), State(seen, root(0, seen))
    check_state(new, known, leaves, proof)
    for place in range(len(proof)):
        changed = [*proof[:place], hashlib.sha256(proof[place]).digest(), *proof[place + 1 :]]
        with pytest.raises(Refusal, match="log_wrong"):
            check_state(new, known, leaves, changed)
    for number in wanted:
        with pytest.raises(Refusal, match="log_wrong"):
            check_state(new, known, leaves | {number: EMPTY_ROOT}, proof)


@given(SIZES, SIZES)
def test_a_log_grows_to_the_same_whatever_the_steps(one: int, other: int) -> None:
    """And every node is written once, with the item that completes it."""
    first, second = sorted((one, other))
    frontier, grown = Frontier().extend(LEAVES[:first]).grow(LEAVES[first:second])
    assert frontier == Frontier().extend(LEAVES[:second])
    assert frontier.root() == root(0, second)
    assert [root(*span) for span in frontier.spans()] == list(frontier.peaks)
    for number, nodes in enumerate(grown, first + 1):
        completed = [2**level for level in range(1, 10) if number % 2**level == 0]
        assert nodes == b"".join(root(number - width, number) for width in completed)


def test_what_is_new_is_proven_by_the_frontier_alone() -> None:
    """So that a relay proves a push without reading anything."""
    for size in range(100):
        for added in (1, 3, 64):
            new = range(size + 1, size + added + 1)
            peaks = list(Frontier().extend(LEAVES[:size]).peaks)
            assert prove(size + added, size, new) == peaks
            assert prove(size + added, 0, new) == peaks
