"""Push and pull: a batch of sealed items in, numbers and a receipt out; and the feed from a number on."""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from server.answers import TellingRefusal
from server.format.receipt import receipt_message
from server.relay import feed
from server.relay.access import relay_config, team_of_token
from server.relay.batch import judge, read_batch
from server.relay.config import PAGE_LIMIT_ITEMS
from server.relay.database import store
from server.relay.receipts import ReceiptKey
from server.relay.schemas import Pull
from server.relay.wire import cbor_answer, read_cbor_bytes, read_query

blueprint = Blueprint("feed", __name__)

_PULL = Pull()


@blueprint.post("/teams/<tag:team_tag>/push")
def push(team_tag: bytes) -> Response:
    team = team_of_token(team_tag)
    judged = judge(read_batch(read_cbor_bytes()), team_tag)
    appended = feed.append(store(), team.id, judged, relay_config().quota_bytes)
    signature = _receipt_key().sign(receipt_message(team_tag, appended.epoch, appended.entries))
    return cbor_answer({"epoch": appended.epoch, "results": appended.results, "signature": signature})


@blueprint.get("/teams/<tag:team_tag>/items")
def pull(team_tag: bytes) -> Response:
    team = team_of_token(team_tag)
    query = read_query(_PULL)
    if query["epoch"] not in (None, team.epoch):
        raise TellingRefusal("epoch_changed", epoch=team.epoch)
    limit = min(query["limit"], PAGE_LIMIT_ITEMS)
    page = feed.page(store(), team.id, after=query["after"], limit=limit, mailboxes=query["mailbox"])
    return cbor_answer({"head": page.head, "next": page.next, "epoch": page.epoch, "items": page.items})


def _receipt_key() -> ReceiptKey:
    key: ReceiptKey = current_app.extensions["gawahi_receipt_key"]
    return key
