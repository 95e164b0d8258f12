"""A growing wait after wrong passphrases: each one doubles it, a right one ends it.

Argon2id makes a guess slow; this makes many guesses slower. Counts in memory only: starting the desk anew is as slow
as it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from server.answers import TellingRefusal

_FREE_ATTEMPTS: Final = 3
_LONGEST_SECONDS: Final = 300.0


class Patience:
    """``clock`` counts seconds and never goes back (`time.monotonic`)."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._wrong = 0
        self._closed_until = 0.0

    def check(self) -> None:
        """Refuses as `too_many` while the wait lasts."""
        with self._lock:
            left = self._closed_until - self._clock()
        if left > 0:
            raise TellingRefusal("too_many", retry_after_seconds=max(1, round(left + 0.5)))

    def wrong(self) -> None:
        with self._lock:
            self._wrong += 1
            over = self._wrong - _FREE_ATTEMPTS
            if over >= 0:
                self._closed_until = self._clock() + min(_LONGEST_SECONDS, 2.0**over)

    def right(self) -> None:
        with self._lock:
            self._wrong = 0
            self._closed_until = 0.0
