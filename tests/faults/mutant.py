"""What a planted bug is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mutant:
    """``places`` of one file: what stands there, exactly once, and what is planted instead.

    ``tests``: files of one language, as pytest or vitest take them; ``only`` those whose names hold this (vitest).
    """

    name: str
    file: str
    places: tuple[tuple[str, str], ...]
    tests: tuple[str, ...]
    only: str = ""
