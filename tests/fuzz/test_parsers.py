"""Some thousand injuries for every parser, always the same ones. `make fuzz SECONDS=600` goes on where these end."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from server.format.refusals import REFUSALS, Refusal
from tests.fuzz.corpus import seeds, spoilt
from tests.fuzz.targets import TARGETS, Target

TIMES = 1_500
CPU_SECONDS = 0.5
"""A change of 1 MiB inflates and is read in a tenth of it."""
MEMORY_BYTES = 8 << 20


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_spoilt_bytes_are_refused_by_name_or_written_again_as_they_were(target: Target) -> None:
    outcomes = set()
    for data in spoilt(target, TIMES):
        began = time.process_time()
        outcomes.add(target.outcome(data))
        assert time.process_time() - began < CPU_SECONDS, data.hex()
    assert outcomes - {"accepted"} <= set(REFUSALS)
    assert "accepted" in outcomes
    assert len(outcomes) >= 2


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_spoilt_bytes_cost_no_more_memory_than_the_largest_honest_object(target: Target) -> None:
    whole = list(spoilt(target, 60, run=1))
    tracemalloc.start()
    try:
        for data in whole:
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            target.outcome(data)
            assert tracemalloc.get_traced_memory()[1] - before < MEMORY_BYTES + 40 * len(data), data.hex()
    finally:
        tracemalloc.stop()


def test_every_parser_begins_with_something_that_it_takes() -> None:
    for target in TARGETS:
        assert any(target.outcome(data) == "accepted" for data in seeds(target)), target.name


def judged(target: Target) -> None:
    for data in spoilt(target, 300):
        target.outcome(data)


def test_a_parser_that_fails_or_reads_two_forms_alike_is_found() -> None:
    """The judge can fail: on an exception that is no refusal, and on bytes that come back as others."""

    def careless(data: bytes) -> bytes:
        return data[: data[0]] + data[data[0] :]

    with pytest.raises(IndexError):
        judged(Target("careless", careless, bytes, (b"\1ab",)))

    def forgiving(data: bytes) -> bytes:
        if not data.startswith(b"GW"):
            raise Refusal("malformed")
        return data.rstrip(b"\0")

    with pytest.raises(AssertionError, match="writes"):
        judged(Target("forgiving", forgiving, bytes, (b"GWX1",)))
