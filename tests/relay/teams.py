"""A team as the relay meets it: a tag, an admin's key, a token, and items that look sealed."""

from __future__ import annotations

import base64
import hashlib
import secrets
import struct
from dataclasses import dataclass, field

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.format import canonical
from server.format.item import _SHAPES, Kind

Item = tuple[int, bytes, bytes | None]
MAGIC = {kind: magic for kind, (magic, _) in _SHAPES.items()}


def sealed(tag: bytes, kind: Kind = Kind.CHANGE, size: int = 600) -> bytes:
    """A body of ``size`` bytes that the relay may keep for this team."""
    start = b"GWC1\x01\x00" if kind is Kind.CHANGE else MAGIC[kind] + b"\x01"
    return start + tag + secrets.token_bytes(size - len(start) - len(tag))


def bearer(token: bytes) -> str:
    return f"Bearer {base64.urlsafe_b64encode(token).rstrip(b'=').decode()}"


@dataclass
class Team:
    http: httpx.Client
    tag: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    token: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    admin: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def path(self) -> str:
        return f"/api/v1/teams/{self.tag.hex()}"

    def found(self, **more: str) -> httpx.Response:
        asked = {
            "team_tag": self.tag.hex(),
            "admin_pk": self.admin.public_key().public_bytes_raw().hex(),
            "token_hash": hashlib.sha256(self.token).hexdigest(),
        }
        return self.http.post("/api/v1/teams", json=asked | more)

    def call(self, method: str, path: str, **options: object) -> httpx.Response:
        headers = {"Authorization": bearer(self.token), **dict(options.pop("headers", {}))}  # type: ignore[call-overload]
        return self.http.request(method, f"{self.path}/{path}", headers=headers, **options)  # type: ignore[arg-type]

    def push_bytes(self, body: bytes, media_type: str = "application/cbor", *, query: str = "seen=0") -> httpx.Response:
        return self.call("POST", f"push?{query}", content=body, headers={"Content-Type": media_type})

    def push(self, items: list[Item], *, query: str = "seen=0") -> httpx.Response:
        listed = [{"kind": int(kind), "body": body, "mailbox": mailbox} for kind, body, mailbox in items]
        return self.push_bytes(canonical_batch(listed), query=query)

    def pull(self, query: str = "") -> dict[str, object]:
        answer = self.call("GET", f"items?seen=0&{query}")
        assert answer.status_code == 200, answer.text
        return decode(answer)

    def signed(self, label: bytes, serial: int, rest: bytes = b"") -> str:
        message = b"gawahi/v1/" + label + b"\0" + self.tag + struct.pack(">Q", serial) + rest
        return self.admin.sign(message).hex()

    def roll(self, new_token: bytes, serial: int) -> httpx.Response:
        hashed = hashlib.sha256(new_token).digest()
        asked = {"token_hash": hashed.hex(), "serial": serial, "signature": self.signed(b"token", serial, hashed)}
        return self.http.post(f"{self.path}/token", json=asked)

    def delete(self, serial: int) -> httpx.Response:
        asked = {"serial": serial, "signature": self.signed(b"delete-team", serial)}
        return self.http.request("DELETE", self.path, json=asked)


def canonical_batch(items: list[dict[str, object]]) -> bytes:
    return canonical.encode({"items": items})


def decode(answer: httpx.Response) -> dict[str, object]:
    """The relay's own answers must be canonical, too."""
    value = canonical.decode(answer.content, limit=8 << 20)
    assert isinstance(value, dict)
    return value


def refused(answer: httpx.Response, name: str) -> None:
    """This answer is the refusal of that name, as the catalogue has it."""
    from server.format.refusals import REFUSALS

    kind = REFUSALS[name]
    assert answer.headers["Content-Type"] == "application/json", answer.content
    error = answer.json()["error"]
    assert error["name"] == name
    assert answer.status_code == kind.status
    assert (error["code"], error["message"], error["next"]) == (kind.code, kind.message, kind.next)
