"""The same faults with PostgreSQL under the relay: the relay dies at its points, the database server is killed, and
the power is cut under it. The control is a relay that does not wait for the database's disk.

A new file's name is taken for durable as soon as its content is, as file systems do that PostgreSQL is made for.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import psycopg

from tests.faults import relay_deaths
from tests.faults.ground import Ground
from tests.faults.places import RELAY_ON_POSTGRESQL
from tests.faults.report import Report
from tests.faults.shadow import Shadow
from tests.faults.under_load import SECONDS_BEFORE_AN_END, count, ends_under_load, lost_by_the_weak
from tests.postgresql import Cluster, programs
from tests.served import Served, children_of

KILLS: Final = 3
CUTS: Final = 2
START_SECONDS: Final = 60
# After a crash it would sync every file of a cluster by itself, which the shim takes for writing them all anew.
SMALL: Final = {"shared_buffers": "'8MB'", "recovery_init_sync_method": "syncfs", "min_wal_size": "'32MB'"}
WEAK: Final = "synchronous_commit_off"
# It writes by itself as late as it can, so that who does not wait for it loses; who waits is not affected.
LAZY: Final = {"wal_writer_delay": "'10s'", "wal_writer_flush_after": "'64MB'"}


class MortalCluster(Cluster):
    """Can be killed. ``environment`` is that of its server's processes."""

    environment: Mapping[str, str] = {}

    def start(self) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [programs() / "postgres", "-D", str(self.data)],
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
                cwd="/",
                env={**environment, **self.environment},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(self.log.read_text(encoding="utf-8", errors="replace")[-2_000:])
            time.sleep(0.1)

    def stop(self, mode: str = "fast") -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGINT if mode == "fast" else signal.SIGQUIT)
        self.process.wait(START_SECONDS)

    def kill(self) -> None:
        assert self.process is not None
        below = children_of(self.process.pid)
        for pid in below:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()
        deadline = time.monotonic() + START_SECONDS
        while any(Path(f"/proc/{pid}").exists() for pid in below) and time.monotonic() < deadline:
            time.sleep(0.05)

    def _answers(self) -> bool:
        try:
            self.connect(connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def run(ground: Ground, report: Report) -> None:
    with MortalCluster(**LAZY) as cluster:
        url = cluster.url(cluster.create())
        relay_deaths.run(ground, report, RELAY_ON_POSTGRESQL, url)
        count(report, _kill_under_load(ground, cluster, KILLS))
        report.more["postgresql_kills"] = KILLS
        lost = lost_by_the_weak(ground, WEAK, lambda own: _kill_under_load(own, cluster, 1, WEAK))
        report.more[f"control_{WEAK}_lost"] = lost
        if not lost:
            report.complaints.append(f"killing PostgreSQL cannot fail: {WEAK} lost nothing")
    found = _cut_under_load(ground)
    count(report, found)
    report.more["postgresql_power_cuts"] = CUTS
    report.more["postgresql_power_acknowledged"] = found.acknowledged


def _relay(ground: Ground, cluster: Cluster, weakness: str) -> Served:
    url = cluster.url(cluster.create())
    return ground.relay(
        ground.folder / f"over-{weakness}-{cluster.data.parent.name}", {"GAWAHI_FAULT_WEAK": weakness}, url
    )


def _kill_under_load(ground: Ground, cluster: MortalCluster, kills: int, weakness: str = "none") -> Report:
    """The relay goes on; only its database dies, and comes back."""

    def end() -> None:
        cluster.kill()
        cluster.start()

    with _relay(ground, cluster, weakness) as relay:
        found = ends_under_load(ground, relay, [end] * kills)
        relay.stop()
        return found


def _cut_under_load(ground: Ground) -> Report:
    with MortalCluster(**SMALL) as cluster:
        relay = _relay(ground, cluster, "none")
        relay.start()
        relay.kill()
        cluster.stop()
        # In the cluster's own folder: its server runs as another user, who must find the shim.
        shadow = Shadow.of(cluster.data, cluster.folder / "shadow", names_with_files=True)
        shadow.settle()
        cluster.environment = shadow.environment()
        cluster.start()
        if "preload" in cluster.log.read_text(encoding="utf-8", errors="replace"):
            raise PermissionError("PostgreSQL does not run over the shim")
        relay.start()

        def cut() -> None:
            relay.kill()
            cluster.kill()
            shadow.cut()
            if cluster.user is not None:
                subprocess.run(["chown", "-R", f"{cluster.user}:", str(cluster.data)], check=True)
            cluster.start()
            relay.start()

        try:
            return ends_under_load(ground, relay, [cut] * CUTS, SECONDS_BEFORE_AN_END)
        finally:
            relay.kill()
