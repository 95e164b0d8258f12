"""Random secrets that a page holds after it gave the passphrase. In memory only; locking the desk ends them all."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections import deque
from typing import Final

_SESSIONS_AT_MOST: Final = 8
_SECRET_BYTES: Final = 32


class Sessions:
    """The newest few; an older one must give the passphrase again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tokens: deque[str] = deque(maxlen=_SESSIONS_AT_MOST)

    def begin(self) -> str:
        token = secrets.token_urlsafe(_SECRET_BYTES)
        with self._lock:
            self._tokens.append(token)
        return token

    def holds(self, authorization: str) -> bool:
        """``authorization`` as the header has it: ``Bearer <token>``."""
        scheme, _, given = authorization.partition(" ")
        with self._lock:
            matches = [hmac.compare_digest(given.encode(), token.encode()) for token in self._tokens]
        return scheme == "Bearer" and any(matches)

    def end_all(self) -> None:
        with self._lock:
            self._tokens.clear()
