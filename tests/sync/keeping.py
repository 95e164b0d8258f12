"""Keeps a trace that failed, so that it is never forgotten; and says how long machines may look for one."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, settings

from tests.sync.make_traces import ends, written
from tests.sync.world import Step

BUILD = Path(__file__).resolve().parents[2] / "build"
LONGER = int(os.environ.get("GAWAHI_TRACES", "0"))
"""How many traces to draw, anew each time. Without it a few, and always the same ones."""

MEMORY = Path("/dev/shm")


def searching(examples: int, **more: int) -> settings:
    return settings(
        max_examples=LONGER or examples,
        derandomize=not LONGER,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        **more,
    )


@contextmanager
def somewhere() -> Iterator[Path]:
    """A folder in memory where there is one: no power is cut here, and waiting for disks proves nothing."""
    with tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as folder:
        yield Path(folder)


@contextmanager
def kept(steps: Sequence[Step], folder: Path = BUILD) -> Iterator[None]:
    """Writes the steps down if what is done with them fails. Of several that fail the last stays: the smallest."""
    try:
        yield
    except Exception as error:
        folder.mkdir(exist_ok=True)
        path = folder / "failed_trace.json"
        path.write_text(written([{"name": f"once failed: {error!r:.60}", "steps": list(steps), "gives": {}}]), "utf-8")
        error.add_note(
            f"The trace is in {path}. Give it a sentence for a name, put it into tests/sync/traces/regressions/, "
            "and run `python -m tests.sync.make_traces`."
        )
        raise


def read_back(path: Path) -> list[Step]:
    traces: list[Step] = json.loads(path.read_text(encoding="utf-8"))
    return [trace | {"gives": ends(trace["steps"])} for trace in traces]
