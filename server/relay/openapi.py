"""The description of the relay's API (OpenAPI 3.1), generated from the same schemas that check the requests.

One row a call. A test holds the rows equal to the routes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema, fields

from server.relay import schemas
from server.relay.wire import CBOR, JSON

BYTES: Final = "application/octet-stream"
EVENTS: Final = "text/event-stream"
_SIZES: Final = {"team_tag": 16, "chunk_id": 32, "invite_id": 16, "renewal_id": 16}


@dataclass(frozen=True, slots=True)
class Body:
    media_type: str
    schema: type[Schema] | None = None


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    path: str
    summary: str
    answer: Body | None
    body: Body | None = None
    status: int = 200
    query: type[Schema] | None = None
    token: bool = False
    nothing_new: bool = False


def _json(schema: type[Schema]) -> Body:
    return Body(JSON, schema)


def _cbor(schema: type[Schema]) -> Body:
    return Body(CBOR, schema)


_TEAM: Final = "/api/v1/teams/{team_tag}"
CALLS: Final = (
    Call("get", "/api/v1/health", "What this relay is", _json(schemas.Health)),
    Call("get", "/api/openapi.json", "This description", Body(JSON)),
    Call("post", "/api/v1/teams", "Found a team", _json(schemas.TeamFounded), _json(schemas.FoundTeam), status=201),
    Call("delete", _TEAM, "Delete a team and all it holds", _json(schemas.SerialUsed), _json(schemas.DeleteTeam)),
    Call("post", f"{_TEAM}/renew", "Draw a new epoch", _json(schemas.SerialUsed), _cbor(schemas.Renew)),
    Call("get", f"{_TEAM}/renewals/{{renewal_id}}", "Fetch a member's box", Body(BYTES)),
    Call("post", f"{_TEAM}/token", "Roll the upload token", _json(schemas.SerialUsed), _json(schemas.RollToken)),
    Call(
        "post",
        f"{_TEAM}/push",
        "Push sealed items",
        _cbor(schemas.Pushed),
        _cbor(schemas.Push),
        query=schemas.PushAsked,
        token=True,
    ),
    Call("get", f"{_TEAM}/items", "Pull the feed", _cbor(schemas.Pulled), query=schemas.Pull, token=True),
    Call(
        "get",
        f"{_TEAM}/head",
        "Whether anything new has come",
        _cbor(schemas.HeadTold),
        query=schemas.HeadAsked,
        token=True,
        nothing_new=True,
    ),
    Call("get", f"{_TEAM}/watch", "Be told when something new comes (by gawahi hub)", Body(EVENTS), token=True),
    Call(
        "get",
        f"{_TEAM}/log",
        "Prove that the log continues what was seen",
        _cbor(schemas.LogProven),
        query=schemas.LogAsked,
        token=True,
    ),
    Call(
        "post",
        f"{_TEAM}/chunks/have",
        "Which chunks are missing",
        _cbor(schemas.MissingChunks),
        _cbor(schemas.ChunkIds),
        token=True,
    ),
    Call("put", f"{_TEAM}/chunks/{{chunk_id}}", "Keep a chunk", None, Body(BYTES), status=204, token=True),
    Call("get", f"{_TEAM}/chunks/{{chunk_id}}", "Give a chunk, or a range of it", Body(BYTES), token=True),
    Call("put", f"{_TEAM}/invites/{{invite_id}}", "Leave a welcome", None, Body(BYTES), status=204, token=True),
    Call("get", f"{_TEAM}/invites/{{invite_id}}", "Fetch a welcome", Body(BYTES)),
    Call("delete", f"{_TEAM}/invites/{{invite_id}}", "Take a welcome back", None, status=204, token=True),
)


def describe(version: str) -> dict[str, Any]:
    plugin = MarshmallowPlugin()
    spec = APISpec("Gawahi relay", version, "3.1.0", plugins=[plugin])
    assert plugin.converter is not None
    plugin.converter.add_attribute_function(_describe_bytes)  # type: ignore[no-untyped-call]
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    for call in CALLS:
        names = [name for name in _SIZES if f"{{{name}}}" in call.path]
        spec.path(
            path=call.path, operations={call.method: _operation(call)}, parameters=[_place(name) for name in names]
        )
    described: dict[str, Any] = spec.to_dict()
    return described


def _operation(call: Call) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": call.summary,
        "responses": {
            str(call.status): {"description": "done", **_content(call.answer)},
            "default": {"description": "a refusal, by name", **_content(Body(JSON, schemas.RefusalAnswer))},
        },
    }
    if call.nothing_new:
        operation["responses"]["204"] = {"description": "nothing new"}
    if call.body is not None:
        operation["requestBody"] = {"required": True, **_content(call.body)}
    if call.query is not None:
        operation["parameters"] = [{"in": "query", "schema": call.query}]
    if call.token:
        operation["security"] = [{"token": []}]
    return operation


def _content(body: Body | None) -> dict[str, Any]:
    if body is None:
        return {}
    return {"content": {body.media_type: {"schema": body.schema} if body.schema else {}}}


def _place(name: str) -> dict[str, Any]:
    digits = 2 * _SIZES[name]
    return {
        "name": name,
        "in": "path",
        "required": True,
        "schema": {"type": "string", "pattern": f"^[0-9a-f]{{{digits}}}$"},
    }


def _describe_bytes(_converter: object, field: fields.Field[Any], **_: object) -> dict[str, Any]:
    if isinstance(field, schemas.Hex):
        return {"type": "string", "pattern": f"^[0-9a-f]{{{2 * field.length}}}$"}
    if isinstance(field, schemas.Bytes):
        return {"type": "string", "contentMediaType": BYTES}
    if isinstance(field, schemas.Items):
        return {"type": ["array", "null"] if field.allow_none else "array", "items": {}}
    return {}
