"""The API is asked what its description allows and what it does not: it never fails, answers in the shape that the
description says, and lets nobody in without a token.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cbor2
import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, settings

from server import __version__
from server.relay.app import create_relay
from server.relay.config import RelayConfig
from server.relay.ground import prepare
from server.relay.openapi import describe
from tests.relay.conftest import Clock, Relay
from tests.relay.teams import Team, bearer

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

EXAMPLES = 12


def _bytes_for_texts(value: Any) -> Any:
    """JSON has no bytes: what the description calls a text of any content is bytes on the wire."""
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    if isinstance(value, list):
        return [_bytes_for_texts(one) for one in value]
    return {key: _bytes_for_texts(one) for key, one in value.items()} if isinstance(value, dict) else value


def _texts_for_bytes(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return [_texts_for_bytes(one) for one in value]
    return {key: _texts_for_bytes(one) for key, one in value.items()} if isinstance(value, dict) else value


@schemathesis.serializer("application/cbor")
def write_cbor(_context: schemathesis.SerializationContext, value: Any) -> bytes:
    return cbor2.dumps(_bytes_for_texts(value), canonical=True)


@schemathesis.deserializer("application/cbor")
def read_cbor(_context: schemathesis.DeserializationContext, response: schemathesis.Response) -> Any:
    return _texts_for_bytes(cbor2.loads(response.content))


@dataclass
class Served:
    """The relay that is asked. The description is read before there is one, so that each call is a test of its own."""

    app: Flask | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        assert self.app is not None
        return self.app(environ, start_response)


served = Served()


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Team:
    config = RelayConfig(data=tmp_path_factory.mktemp("described"), token_requests_per_minute=1_000_000)
    prepare(config)
    served.app = create_relay(config)
    return Relay(served.app, config, Clock()).team()


# `gawahi hub` answers `watch`: tests/relay/test_hub.py.
schema = schemathesis.openapi.from_dict(describe(__version__)).exclude(path_regex="watch$")
schema.app = served
# What a signature or an id must be, no description can say; that something is not there is said for every method.
UNSAID = [schemathesis.checks.positive_data_acceptance, schemathesis.checks.unsupported_method]


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_api_answers_everything_as_it_is_described(case: schemathesis.Case, team: Team) -> None:
    if re.fullmatch("[0-9a-f]{32}", str(case.path_parameters.get("team_tag", ""))):
        case.path_parameters["team_tag"] = team.tag.hex()
    # Whoever is given the token by us is not refused for having none.
    given = [] if "Authorization" in (case.headers or {}) else [schemathesis.checks.negative_data_rejection]
    case.call_and_validate(headers={"Authorization": bearer(team.token)}, excluded_checks=[*UNSAID, *given])
