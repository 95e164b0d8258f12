"""Kinto, as its own client library uses it: every record by PUT through the batch endpoint, with If-None-Match for a
new one and If-Match for an edit. What the server refuses with 412 lives on in the outbox of that client alone.

Only the program of the client: it knows no more of Kinto than HTTP and JSON. Arguments: number of records, URL.
"""

from __future__ import annotations

import base64
import http.client
import json
import sys
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from tests.bench.contestant import Look, at_rest, outcome, phase, tell
from tests.bench.work import EDITS, Side, Work, both_sides, edit_of, records, single_edit

BATCH = 25  # Kinto's default, and so its client's
COLLECTION = "/buckets/gawahi/collections/records"
HEADERS = {"Authorization": "Basic " + base64.b64encode(b"bench:bench").decode(), "Content-Type": "application/json"}
SERVERS_OWN = ("last_modified", "schema")

Record = dict[str, Any]


class Client:
    def __init__(self, url: str) -> None:
        where = urlsplit(url)
        self.connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=600)

    def call(self, method: str, path: str, body: object = None) -> tuple[Any, str]:
        """The answer and its ETag."""
        self.connection.request(method, f"/v1{path}", None if body is None else json.dumps(body), HEADERS)
        answer = self.connection.getresponse()
        data = answer.read()
        if answer.status not in (200, 201):
            raise RuntimeError(f"{method} {path}: {answer.status} {data[:300]!r}")
        return json.loads(data), (answer.headers["ETag"] or "").strip('"')

    def put(self, records: Sequence[Record]) -> list[Any]:
        """An answer for each."""
        answers: list[Any] = []
        asked = [put_of(one) for one in records]
        for start in range(0, len(asked), BATCH):
            answers += self.call("POST", "/batch", {"requests": asked[start : start + BATCH]})[0]["responses"]
        return answers

    def pull(self, since: str | None) -> tuple[list[Record], str]:
        query = f"?_since={since}" if since else ""
        found, etag = self.call("GET", f"{COLLECTION}/records{query}")
        return found["data"], etag


def put_of(one: Record) -> Work:
    version = one.get("last_modified")
    return {
        "method": "PUT",
        "path": f"{COLLECTION}/records/{one['id']}",
        "body": {"data": {name: value for name, value in one.items() if name not in SERVERS_OWN}},
        "headers": {"If-Match": f'"{version}"'} if version else {"If-None-Match": "*"},
    }


def accepted(answers: Sequence[Any]) -> list[Record]:
    if refused := [one for one in answers if one["status"] not in (200, 201)]:
        raise RuntimeError(f"{len(refused)} were refused: {refused[0]}")
    return [one["body"]["data"] for one in answers]


def edit_singly(one: Client, other: Client, kept: list[Record], since: str) -> tuple[list[float], list[float], str]:
    pushed, seen = [], []
    for number in range(EDITS):
        field, text = single_edit(number)
        start = time.perf_counter()
        accepted(one.put([kept[-1 - number] | {field: text}]))
        pushed.append(time.perf_counter() - start)
        ((arrived, *_), since) = other.pull(since)
        if arrived[field] != text:
            raise RuntimeError("an edit did not arrive")
        seen.append(time.perf_counter() - start)
    return pushed, seen, since


def main(count: int, url: str) -> None:
    work, edited = records(count), both_sides(count)
    one, other = Client(url), Client(url)
    one.call("PUT", "/buckets/gawahi", {})
    one.call("PUT", COLLECTION, {})
    with phase("push"):
        kept = accepted(one.put(work))
    with phase("pull"):
        arrived, since = other.pull(None)
    if len(arrived) != count:
        raise RuntimeError(f"{len(arrived)} of {count} records arrived")
    at_rest()
    with phase("edits"):
        pushed, seen, since = edit_singly(one, other, kept, since)

    def edits(side: Side) -> list[Record]:
        return [kept[number] | dict([edit_of(side, number, edited, work[number])]) for number in range(edited)]

    with phase("both_sides"):
        accepted(one.put(edits(1)))
        answers = other.put(edits(2))
        other.pull(since)
    now = {found["id"]: found for found in one.pull(None)[0]}

    def look(number: int) -> Look:
        found, refused = now[work[number]["id"]], answers[number]["status"] == 412
        first, second = (edit_of(side, number, edited, work[number]) for side in (1, 2))
        shown = (found[first[0]] == first[1], found[second[0]] == second[1])
        return Look(shown, (False, refused), refused)

    tell(pushed=pushed, seen=seen, outcome=outcome(edited, look))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
