"""`gawahi release webcat`: what the tools of WEBCAT (Freedom of the Press Foundation) need to know of a built app, to
make and sign a manifest for its browser extension: `webcat.config.json`, as their documentation describes it.

The manifest itself needs a timestamp and proofs of a public log, which only their tools can fetch: none is made here.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from server import __version__
from server.release.edition import PAGE, read_app
from server.web import API, API_HEADERS, page_headers

CONFIG_NAME: Final = "webcat.config.json"
_WASM: Final = re.compile(rb"[`'\"](0061736d01000000(?:[0-9a-f]{2})+)[`'\"]")
_RELAY: Final = re.compile(rb'<meta name="relay" content="([^"]+)">')


def webcat_config(folder: Path, app_url: str) -> dict[str, object]:
    """``app_url`` is the address of the upstream project or of this app, as WEBCAT shows it."""
    files = read_app(folder)
    found = _RELAY.search(files[PAGE])
    policy = dict(page_headers(found[1].decode() if found else None))["Content-Security-Policy"]
    return {
        "app": app_url,
        "version": __version__,
        "default_csp": policy,
        "default_index": PAGE,
        "default_fallback": f"/{PAGE}",
        "wasm": wasm_hashes(files.values()),
        # With the relay behind the same address, its answers have a policy of their own.
        "extra_csp": {} if found else {API: dict(API_HEADERS)["Content-Security-Policy"]},
    }


def wasm_hashes(files: Iterable[bytes]) -> list[str]:
    """SHA-256, base64url, of each WebAssembly module that a script carries inside."""
    modules = {bytes.fromhex(found.decode()) for data in files for found in _WASM.findall(data)}
    digests = (hashlib.sha256(module).digest() for module in modules)
    return sorted(base64.urlsafe_b64encode(digest).rstrip(b"=").decode() for digest in digests)
