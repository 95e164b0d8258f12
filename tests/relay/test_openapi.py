"""The description of the API says what the relay does."""

from __future__ import annotations

import re

from tests.relay.conftest import Relay


def test_every_call_is_described(relay: Relay) -> None:
    described = relay.http.get("/api/openapi.json").json()["paths"]
    found = {(path, method.upper()) for path, calls in described.items() for method in calls if method != "parameters"}
    routes = {
        (re.sub(r"<\w+:(\w+)>", r"{\1}", str(rule)), method)
        for rule in relay.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD"}
    }
    by_the_hub = {("/api/v1/teams/{team_tag}/watch", "GET")}
    assert found - by_the_hub == routes
    assert by_the_hub < found


def test_what_is_described_is_what_is_checked(relay: Relay) -> None:
    schemas = relay.http.get("/api/openapi.json").json()["components"]["schemas"]
    assert schemas["FoundTeam"]["properties"]["team_tag"]["pattern"] == "^[0-9a-f]{32}$"
    assert sorted(schemas["FoundTeam"]["required"]) == ["admin_pk", "team_tag", "token_hash"]
    assert set(schemas["RefusalDetails"]["properties"]) == {"name", "code", "message", "next", "epoch"}
    assert schemas["Push"]["properties"]["items"]["type"] == "array"


def test_every_call_names_its_refusals_and_its_token(relay: Relay) -> None:
    described = relay.http.get("/api/openapi.json").json()["paths"]
    assert described["/api/v1/teams/{team_tag}/push"]["post"]["security"] == [{"token": []}]
    for calls in described.values():
        for method, call in calls.items():
            if method != "parameters":
                assert "default" in call["responses"]
