"""Push and pull: a batch of sealed items in, numbers and a receipt out; and the feed from a number on. With every
answer goes the log's signed state, and the proof that it holds what was sent or given.
"""

from __future__ import annotations

import re
from typing import Final

from flask import Blueprint, Response, current_app, request

from server.answers import TellingRefusal
from server.format.checkpoint import Checkpoint
from server.format.log import State
from server.format.refusals import Refusal
from server.relay import feed, log
from server.relay.access import relay_config, team_of_token
from server.relay.batch import judge, read_batch
from server.relay.config import PAGE_LIMIT_ITEMS
from server.relay.database import store
from server.relay.feed_rows import TeamState
from server.relay.receipts import ReceiptKey
from server.relay.schemas import HeadAsked, LogAsked, Pull, PushAsked
from server.relay.teams import Team
from server.relay.wire import cbor_answer, read_cbor_bytes, read_query

blueprint = Blueprint("feed", __name__)

_PUSH, _PULL, _HEAD, _LOG = PushAsked(), Pull(), HeadAsked(), LogAsked()
# As phones and desks write it: the schema costs as much as all of the log's tree. Any other form is the schema's.
_USUAL_PUSH: Final = re.compile(rb"(?:epoch=([0-9a-f]{32})&)?seen=(0|[1-9][0-9]{0,14})")


@blueprint.post("/teams/<tag:team_tag>/push")
def push(team_tag: bytes) -> Response:
    team = team_of_token(team_tag)
    seen, epoch = _asked_of_push()
    _demand_epoch(team, epoch)
    judged = judge(read_batch(read_cbor_bytes()), team_tag)
    appended = feed.append(store(), team.id, judged, relay_config().quota_bytes, seen=seen)
    proof = log.prove_push(store(), team.id, appended, seen=seen)
    return cbor_answer(
        {
            "epoch": appended.state.epoch,
            "proof": proof,
            "results": appended.results,
            "checkpoint": _checkpoint(team_tag, appended.state),
        }
    )


@blueprint.get("/teams/<tag:team_tag>/items")
def pull(team_tag: bytes) -> Response:
    team = team_of_token(team_tag)
    asked = read_query(_PULL)
    _demand_epoch(team, asked["epoch"])
    seen, limit = asked["seen"], min(asked["limit"], PAGE_LIMIT_ITEMS)
    page = feed.page(store(), team.id, after=asked["after"], limit=limit, mailboxes=asked["mailbox"], seen=seen)
    last, proof = log.prove_page(store(), team.id, page, seen=seen)
    return cbor_answer(
        {
            "head": page.state.head,
            "last": last,
            "next": page.next,
            "epoch": page.state.epoch,
            "items": page.items,
            "proof": proof,
            "checkpoint": _checkpoint(team_tag, page.state),
        }
    )


@blueprint.get("/teams/<tag:team_tag>/head")
def head(team_tag: bytes) -> Response:
    """Whether anything new has come, for who asks often: one row is read."""
    team = team_of_token(team_tag)
    asked = read_query(_HEAD)
    if (asked["epoch"], asked["head"]) == (team.epoch, team.head):
        return Response(status=204)
    return cbor_answer({"head": team.head, "epoch": team.epoch})


@blueprint.get("/teams/<tag:team_tag>/log")
def prove(team_tag: bytes) -> Response:
    team = team_of_token(team_tag)
    asked = read_query(_LOG)
    _demand_epoch(team, asked["epoch"])
    size, seen = asked["size"], asked["seen"]
    if seen > size:
        raise Refusal("malformed", "a beginning that is longer than the log")
    if size > feed.head(store(), team.id):
        raise Refusal("log_rolled_back")
    return cbor_answer({"proof": log.prove(store(), team.id, size=size, seen=seen, wanted=[])})


def _asked_of_push() -> tuple[int, bytes | None]:
    """What the caller has seen of the log, and in which epoch."""
    usual = _USUAL_PUSH.fullmatch(request.query_string)
    if usual is None:
        asked = read_query(_PUSH)
        return asked["seen"], asked["epoch"]
    epoch, seen = usual.groups()
    return int(seen), None if epoch is None else bytes.fromhex(epoch.decode())


def _demand_epoch(team: Team, epoch: bytes | None) -> None:
    if epoch not in (None, team.epoch):
        raise TellingRefusal("epoch_changed", epoch=team.epoch)


def _checkpoint(team_tag: bytes, state: TeamState) -> str:
    return _receipt_key().note(Checkpoint(team_tag, state.epoch, State(state.head, state.tree.root())))


def _receipt_key() -> ReceiptKey:
    key: ReceiptKey = current_app.extensions["gawahi_receipt_key"]
    return key
