"""For all tests: a property is judged by what it says, never by how long a crowded machine took."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("gawahi", deadline=None)
settings.load_profile("gawahi")
