"""Findings: what the relay was caught at (PROTOCOL section 17). Never forgotten; shown until somebody says that they
have seen them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from server.format import shape
from server.format.device import DEVICE_ID_SIZE
from server.format.log import HASH_SIZE
from server.format.reader import u32, u64

ROLLED_BACK: Final = "log_rolled_back"
FORK: Final = "log_fork"


@dataclass(frozen=True, slots=True)
class Finding:
    """``before`` and ``after`` are checkpoints that the relay signed, of the log numbered ``branch`` and of the one
    that took its place; ``after`` is empty while the relay has not signed one.

    Found by what a change says: ``author`` saw a log of ``log_size`` items and the root ``log_root``, which is not
    the one whose checkpoint is ``after``.
    """

    name: str
    branch: int
    before: str = ""
    after: str = ""
    author: bytes | None = None
    log_size: int = 0
    log_root: bytes = bytes(HASH_SIZE)
    is_seen: bool = False

    @property
    def key(self) -> bytes:
        """One for each log that ended, one for each author who was shown another: the first says it all."""
        return u32(self.branch) + (self.author or b"")

    @property
    def waits(self) -> bool:
        """For the first checkpoint of the log that took the old one's place."""
        return self.author is None and not self.after

    def seen(self) -> Finding:
        return replace(self, is_seen=True)

    def value(self) -> object:
        evidence = [self.before, self.after, self.author, u64(self.log_size), self.log_root]
        return [self.name, self.branch, *evidence, self.is_seen]

    @classmethod
    def read(cls, value: object) -> Finding:
        name, branch, before, after, author, log_size, log_root, is_seen = shape.as_list(value)
        return cls(
            name=shape.as_text(name),
            branch=shape.as_number(branch),
            before=shape.as_text(before, empty=True),
            after=shape.as_text(after, empty=True),
            author=None if author is None else shape.as_bytes(author, DEVICE_ID_SIZE),
            log_size=int.from_bytes(shape.as_bytes(log_size, 8), "big"),
            log_root=shape.as_bytes(log_root, HASH_SIZE),
            is_seen=is_seen is True,
        )
