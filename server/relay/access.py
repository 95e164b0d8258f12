"""Who may call: the token of a team, and how often. An address is known only as a keyed hash, in memory, with a key
that dies with the process: nothing here can be written down that says where a phone was.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import ipaddress
import os
from dataclasses import dataclass
from typing import Final

from flask import current_app, request

from server.answers import TellingRefusal
from server.format.refusals import Refusal
from server.relay.config import RelayConfig
from server.relay.database import store
from server.relay.rate import RateCounter
from server.relay.teams import Team, team_of_tag
from server.relay.wire import receive_body

TOKEN_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Gate:
    """Counts requests a minute, for each address and each team's token."""

    config: RelayConfig
    rate: RateCounter
    address_key: bytes

    def admit_address(self, address: str | None) -> None:
        # On loopback stands this computer's own user, or a proxy that speaks for everybody and has limits of its own.
        if address is None or _is_loopback(address):
            return
        hashed = hashlib.blake2b(_network(address).encode(), key=self.address_key, digest_size=16).digest()
        self._count(self.config.address_requests_per_minute, b"address" + hashed)

    def admit_token(self, token_hash: bytes) -> None:
        self._count(self.config.token_requests_per_minute, b"token" + token_hash)

    def _count(self, requests_per_minute: int, key: bytes) -> None:
        wait_seconds = self.rate.hit(key, requests_per_minute)
        if wait_seconds:
            raise TellingRefusal("too_many", retry_after_seconds=wait_seconds)


def open_gate(config: RelayConfig) -> Gate:
    return Gate(config, RateCounter(config.clock), os.urandom(32))


def gate() -> Gate:
    found: Gate = current_app.extensions["gawahi_gate"]
    return found


def relay_config() -> RelayConfig:
    return gate().config


def admit_caller() -> None:
    """Before every request."""
    receive_body()
    gate().admit_address(request.remote_addr)


def team_of_token(team_tag: bytes) -> Team:
    """The team, if the request carries its token, or the one before for a day after a roll."""
    token = token_of(request.headers.get("Authorization", ""))
    team = team_of_tag(store(), team_tag)
    admit_token(gate(), team, token)
    return team


def admit_token(by: Gate, team: Team, token: bytes) -> None:
    token_hash = hashlib.sha256(token).digest()
    old_token_lives = team.old_token_last_hour is not None and by.config.this_hour() <= team.old_token_last_hour
    known = [team.token_hash, *([team.old_token_hash] if team.old_token_hash and old_token_lives else [])]
    if not any([hmac.compare_digest(token_hash, one) for one in known]):  # noqa: C419  all are compared, in equal time
        raise Refusal("token_refused")
    by.admit_token(token_hash)


def token_of(authorization: str) -> bytes:
    """The token in a request's Authorization header."""
    scheme, _, text = authorization.partition(" ")
    try:
        token = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refusal("token_refused", "not base64url") from error
    if scheme != "Bearer" or len(token) != TOKEN_BYTES:
        raise Refusal("token_refused", "no token")
    return token


def _network(address: str) -> str:
    """A household has one IPv4 address, but 2^64 of IPv6."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    return str(ipaddress.ip_network((found, 64), strict=False)) if found.version == 6 else address


def _is_loopback(address: str) -> bool:
    if address == "127.0.0.1":  # every request behind a proxy
        return True
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
