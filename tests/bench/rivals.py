"""Gawahi beside its peers: the same work, one after the other in one run, each in a network of its own.

The figures of a peer are its cost divided by ours: above 1 we are ahead. Costs count a record, so that a peer measured
with fewer records can be compared; the table says so.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.bench.contestants import CONTESTANTS, INSTALLED, PEERS, Missing, Postgres, install
from tests.bench.parts import Figures, Postgresql, postmaster
from tests.bench.work import EDITS, RECORDS

ROOT: Final = Path(__file__).resolve().parents[2]
OURS: Final = "gawahi"
MATCH_SECONDS: Final = 900
# An unprivileged user gets a network of its own only inside a user namespace of its own.
NETWORKS: Final = (["unshare", "--net"], ["unshare", "--map-root-user", "--net"])
HALVES: Final = ("same", "different")


def measure(chosen: Sequence[str], postgresql: Postgresql) -> tuple[Figures, dict[str, str]]:
    """Figures, and for each contestant that is missing the reason."""
    found: dict[str, Figures] = {}
    missing: dict[str, str] = {}
    for name in (OURS, *chosen):
        try:
            found[name] = _costs(CONTESTANTS[name].records, _meet(name, postgresql))
        except (Missing, RuntimeError, subprocess.SubprocessError) as error:
            missing[f"peer {name}" if name in PEERS else name] = str(error)
    if OURS not in found:
        return {}, missing
    figures = {f"{name}.{figure}": value for name, costs in found.items() for figure, value in costs.items()}
    for name in found.keys() - {OURS}:
        figures |= {f"peer.{name}.{figure}": ratio for figure, ratio in _ratios(found[name], found[OURS])}
    print(_table(found))
    return figures, missing


def _meet(name: str, postgresql: Postgresql) -> Mapping[str, Any]:
    """What the meter wrote down."""
    install(name)
    out = INSTALLED / f"{name}.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.unlink(missing_ok=True)
    command = [*_network(), sys.executable, "-m", "tests.bench.match", name, str(out)]
    with _database(name, postgresql) as postgres:
        given = [] if postgres is None else [postgres.url, str(postgres.pid)]
        done = subprocess.run([*command, *given], cwd=ROOT, timeout=MATCH_SECONDS, capture_output=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(done.stderr.decode(errors="replace").strip()[-1500:])
    measured: Mapping[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return measured


@contextmanager
def _database(name: str, postgresql: Postgresql) -> Iterator[Postgres | None]:
    if not CONTESTANTS[name].needs_postgresql:
        yield None
        return
    cluster = postgresql()
    database = cluster.create()
    yield Postgres(cluster.url(database), postmaster(cluster))
    cluster.drop(database)


def _network() -> list[str]:
    for command in NETWORKS:
        if (
            shutil.which(command[0])
            and subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
        ):
            return command
    raise Missing("there is no way to a network of its own here (unshare --net), so its bytes could not be told apart")


def _costs(records: int, measured: Mapping[str, Any]) -> Figures:
    """Of one contestant."""
    phases, facts = measured["phases"], measured["facts"]
    costs: Figures = {"records": float(records)}
    for phase in ("push", "pull"):
        one = phases[phase]
        cpu = one["client_cpu_seconds"] + one["server_cpu_seconds"]
        costs |= {
            f"{phase}_cpu_ms": 1000 * cpu / records,
            f"{phase}_server_cpu_ms": 1000 * one["server_cpu_seconds"] / records,
        }
        costs |= {f"{phase}_s": one["seconds"], f"{phase}_wire_bytes": one["wire_bytes"] / records}
    costs["wire_bytes"] = costs["push_wire_bytes"] + costs["pull_wire_bytes"]
    costs["disk_bytes"] = measured["disk_bytes"] / records
    edits = phases["edits"]
    costs["edit_cpu_ms"] = 1000 * (edits["client_cpu_seconds"] + edits["server_cpu_seconds"]) / EDITS
    costs["edit_wire_bytes"] = edits["wire_bytes"] / EDITS
    for figure, name in (("edit", "seen"), ("edit_push", "pushed")):
        if times := facts.get(name):
            costs |= {f"{figure}_p50_ms": 1000 * statistics.median(times), f"{figure}_p95_ms": 1000 * _p95(times)}
    for half in HALVES:
        told = facts["outcome"][half]
        edits_made = told["visible"] + told["hidden"] + told["lost"]
        costs |= {f"{half}_field_{word}": told[word] / edits_made for word in ("visible", "hidden", "lost")}
    return costs


def _p95(times: Sequence[float]) -> float:
    return statistics.quantiles(times, n=20)[-1]


def _ratios(peer: Figures, ours: Figures) -> Iterator[tuple[str, float]]:
    names = {
        "push_cpu": "push_cpu_ms",
        "pull_cpu": "pull_cpu_ms",
        "edit_p50": "edit_p50_ms",
        "edit_push_p50": "edit_push_p50_ms",
        "edit_cpu": "edit_cpu_ms",
        "edit_wire_bytes": "edit_wire_bytes",
        "wire_bytes": "wire_bytes",
        "disk_bytes": "disk_bytes",
    }
    for short, figure in names.items():
        if figure in peer:  # automerge-repo knows no acknowledgement of a push
            yield short, peer[figure] / ours[figure]


ROWS: Final = (
    ("records measured", "records", 1, 0),
    ("first push: s for 10,000", "push_s", None, 1),
    ("first push: CPU s for 10,000", "push_cpu_ms", RECORDS / 1000, 1),
    ("  of it the server", "push_server_cpu_ms", RECORDS / 1000, 2),
    ("first pull: s for 10,000", "pull_s", None, 1),
    ("first pull: CPU s for 10,000", "pull_cpu_ms", RECORDS / 1000, 1),
    ("  of it the server", "pull_server_cpu_ms", RECORDS / 1000, 2),
    ("first push: bytes on the wire, MB", "push_wire_bytes", RECORDS / 1e6, 1),
    ("first pull: bytes on the wire, MB", "pull_wire_bytes", RECORDS / 1e6, 1),
    ("server disk, MB", "disk_bytes", RECORDS / 1e6, 1),
    ("edit, acknowledged: p50 ms", "edit_push_p50_ms", 1, 1),
    ("edit, acknowledged: p95 ms", "edit_push_p95_ms", 1, 1),
    ("edit, at the other's: p50 ms", "edit_p50_ms", 1, 1),
    ("edit, at the other's: p95 ms", "edit_p95_ms", 1, 1),
    ("edit: CPU ms", "edit_cpu_ms", 1, 1),
    ("edit: bytes on the wire", "edit_wire_bytes", 1, 0),
    ("same field on both sides: shown, %", "same_field_visible", 100, 0),
    ("  kept, but not shown, %", "same_field_hidden", 100, 0),
    ("  lost, %", "same_field_lost", 100, 0),
    ("different fields: shown, %", "different_field_visible", 100, 0),
    ("  kept, but not shown, %", "different_field_hidden", 100, 0),
    ("  lost, %", "different_field_lost", 100, 0),
)


def _table(found: Mapping[str, Figures]) -> str:
    """One column a contestant; whoever was measured with fewer records is scaled to 10,000."""
    lines = [f"{'':<36}" + "".join(f"{name:>12}" for name in found)]
    for label, figure, factor, digits in ROWS:
        cells = []
        for costs in found.values():
            scale = RECORDS / costs["records"] if factor is None else factor
            cells.append(f"{costs[figure] * scale:,.{digits}f}" if figure in costs else "none")
        lines.append(f"{label:<36}" + "".join(f"{cell:>12}" for cell in cells))
    few = [
        f"{name} with {costs['records']:,.0f} records" for name, costs in found.items() if costs["records"] < RECORDS
    ]
    note = f"Measured smaller, and counted up to 10,000: {', '.join(few)}." if few else "All with 10,000 records."
    return "\n".join([*lines, note, "Gawahi alone encrypts and signs; yjs keeps no conflicts.", ""])
