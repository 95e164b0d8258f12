"""What a documenter's phone fetches on a slow network before the first testimony: held, because it only ever grows."""

from __future__ import annotations

import pytest

from tests.bench.shell import DIST, LANGUAGES, first_load_bytes

LIMIT_BYTES = 100_000
"""Twenty seconds at 5 KB/s, with brotli."""


@pytest.mark.parametrize("language", list(LANGUAGES))
def test_a_first_visit_stays_below_a_hundred_kilobytes(language: str) -> None:
    sizes = first_load_bytes()
    assert sizes[f"shell.first_load_{language}_br_bytes"] < LIMIT_BYTES, sizes


def test_nothing_of_the_engine_hides_in_a_script_that_is_not_counted() -> None:
    """The worker may fetch parts later, but may not need another script at once."""
    (worker,) = (DIST / "assets").glob("worker-*.js")
    assert not worker.read_text(encoding="utf-8").lstrip().startswith("import")
