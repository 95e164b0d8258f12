"""The built web app as files, and the guard around every answer: strict headers, and only the addresses that are this
server's.

It serves what the build made and nothing else: every file is read once at the start, so no request can name another.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from flask import Blueprint, Response, request

from server.format.refusals import REFUSALS, Refusal
from server.naming import Naming, named_files
from server.origins import answer_headers, is_preflight, may_call, preflight_headers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",  # Argon2id runs as WebAssembly
        "style-src 'self'",
        "img-src 'self' data: blob:",
        "media-src blob:",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types app",
    )
)
# The page runs only scripts that carry a digest. A script's own answer does not say so: that would bind the engine's
# worker, which has no way to name a digest for what it imports. The service worker checks those files.
INTEGRITY_POLICY: Final = ("Integrity-Policy", "blocked-destinations=(script)")
SECURITY_HEADERS: Final = (
    ("Content-Security-Policy", CONTENT_SECURITY_POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Permissions-Policy", "camera=(self), microphone=(self), geolocation=(self), payment=(), usb=()"),
)


def page_headers(relay: str | None = None) -> tuple[tuple[str, str], ...]:
    """``relay`` is its origin, if it is another than the app's."""
    if relay is None:
        return SECURITY_HEADERS
    policy = CONTENT_SECURITY_POLICY.replace("connect-src 'self'", f"connect-src 'self' {relay}")
    return (("Content-Security-Policy", policy), *SECURITY_HEADERS[1:])


# What the API answers is data for a program: never a page, a script or a frame, whoever opens its address.
API: Final = "/api/"
API_HEADERS: Final = (
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)
STRICT_TRANSPORT: Final = ("Strict-Transport-Security", "max-age=31536000")
_HOST: Final = re.compile(r"(?:(?P<name>[a-z0-9.-]+)|\[(?P<ipv6>[0-9a-f:.]+)\])(?::[0-9]{1,5})?")
LOOPBACK_HOSTS: Final = frozenset({"127.0.0.1", "localhost", "::1"})

MEDIA_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
}
IMMUTABLE: Final = "public, max-age=31536000, immutable"  # names under /assets change with their content
ASK_EACH_TIME: Final = "no-cache"


class WebAppMissing(Exception):
    """There is no built web app to serve."""


@dataclass(frozen=True, slots=True)
class WebFile:
    media_type: str
    cache_control: str
    etag: str
    plain: bytes
    brotli: bytes | None


def find_web_app(given: Path | None = None) -> Path:
    """The folder given, else the one inside an installed package, else the one that the build made in a checkout."""
    here = Path(__file__).resolve().parent
    places = [given] if given else [here / "webapp", here.parent / "static" / "dist"]
    for place in places:
        if (place / "index.html").is_file():
            return place
    raise WebAppMissing("The web app is not built. In a checkout, `make run` builds it and starts Gawahi.")


def read_web_app(folder: Path, naming: Naming | None = None) -> dict[str, WebFile]:
    """Every file of the app by its address, under the name that the team gave it, if it gave one."""
    files: dict[str, WebFile] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.suffix in MEDIA_TYPES and path.is_file() and not path.name.startswith("."):
            files[f"/{name}"] = _read_file(path, immutable=name.startswith("assets/"))
    built = {name.removeprefix("/"): file.plain for name, file in files.items()}
    for name, data in named_files(built, naming).items() if naming else ():
        files[f"/{name}"] = _as_file(name, data)
    files["/"] = files["/index.html"]
    return files


def web_app(files: Mapping[str, WebFile]) -> Blueprint:
    blueprint = Blueprint("web", __name__)

    @blueprint.get("/", defaults={"name": ""})
    @blueprint.get("/<path:name>")
    def give(name: str) -> Response:
        found = files.get(f"/{name}")
        if found is None:
            raise Refusal("not_found")
        return _answer(found)

    return blueprint


def host_of(url: str) -> str | None:
    return urlsplit(url).hostname


def guard(
    app: WSGIApplication, *, hosts: frozenset[str] | None, tls: bool, app_origins: frozenset[str] = frozenset()
) -> WSGIApplication:
    """``hosts`` are the names this server answers to, None for any; ``app_origins`` the pages that may call the API.

    On loopback hosts must be named: a page of a foreign site whose name was made to point to 127.0.0.1 is turned away.
    """
    transport = [STRICT_TRANSPORT] if tls else []
    headers, api_headers = [*SECURITY_HEADERS, *transport], [*API_HEADERS, *transport]
    ours = frozenset(name.lower() for name, _ in [*headers, INTEGRITY_POLICY])
    ours_of_api = ours | {"cache-control"}

    def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        is_api = environ["PATH_INFO"].startswith(API)
        origin = environ.get("HTTP_ORIGIN")
        shared = answer_headers(origin, app_origins) if app_origins else []

        def start(
            status: str,
            given: list[tuple[str, str]],
            failure: tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None] | None = None,
            /,
        ) -> Callable[[bytes], object]:
            if is_api:
                kept = [(name, value) for name, value in given if name.lower() not in ours_of_api]
                return start_response(status, [*kept, *api_headers, *shared], failure)
            kept = [(name, value) for name, value in given if name.lower() not in ours]
            if not any(name.lower() == "cache-control" for name, _ in kept):
                kept.append(("Cache-Control", "no-store"))
            is_script = any(name.lower() == "content-type" and value == MEDIA_TYPES[".js"] for name, value in kept)
            policy = [] if is_script else [INTEGRITY_POLICY]
            return start_response(status, [*kept, *headers, *policy], failure)

        if hosts is not None and _named_host(environ) not in hosts:
            return _wrong_host(start)
        if is_api and may_call(origin, app_origins) and _asks_first(environ):
            start_response("204 No Content", preflight_headers(origin or ""))
            return []
        return app(environ, start)

    return guarded


def _named_host(environ: WSGIEnvironment) -> str | None:
    found = _HOST.fullmatch(environ.get("HTTP_HOST", "").lower())
    return (found["name"] or found["ipv6"]) if found else None


def _asks_first(environ: WSGIEnvironment) -> bool:
    return is_preflight(environ["REQUEST_METHOD"], environ.get("HTTP_ACCESS_CONTROL_REQUEST_METHOD"))


def _wrong_host(start: StartResponse) -> list[bytes]:
    kind = REFUSALS["wrong_host"]
    error = {"name": kind.name, "code": kind.code, "message": kind.message, "next": kind.next}
    body = json.dumps({"error": error}).encode()
    start(f"{kind.status} Misdirected", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def _read_file(path: Path, *, immutable: bool) -> WebFile:
    packed = path.with_name(f"{path.name}.br")
    cache_control = IMMUTABLE if immutable else ASK_EACH_TIME
    return _as_file(path.name, path.read_bytes(), cache_control, packed.read_bytes() if packed.is_file() else None)


def _as_file(name: str, plain: bytes, cache_control: str = ASK_EACH_TIME, brotli: bytes | None = None) -> WebFile:
    etag = hashlib.sha256(plain).hexdigest()[:32]
    return WebFile(MEDIA_TYPES[Path(name).suffix], cache_control, etag, plain, brotli)


def _answer(file: WebFile) -> Response:
    packed = file.brotli if request.accept_encodings.quality("br") > 0 else None
    answer = Response(file.plain if packed is None else packed, content_type=file.media_type)
    if packed is not None:
        answer.headers["Content-Encoding"] = "br"
    if file.brotli is not None:
        answer.headers["Vary"] = "Accept-Encoding"
    answer.headers["Cache-Control"] = file.cache_control
    answer.set_etag(file.etag if packed is None else f"{file.etag}-br")
    answer.make_conditional(request)
    return answer
