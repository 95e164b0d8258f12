"""What the parts of the benchmark share: their figures, and one PostgreSQL for all who need one."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.bench.contestants import Missing
from tests.postgresql import Cluster

Figures = dict[str, float]


class Postgresql:
    """A cluster of our own, started when it is first asked for."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._cluster: Cluster | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def __call__(self) -> Cluster:
        """Raises Missing where there is no PostgreSQL."""
        if self._cluster is None:
            try:
                self._cluster = self._stack.enter_context(Cluster())
            except (RuntimeError, OSError, LookupError) as error:
                raise Missing(f"no PostgreSQL: {error}") from error
        return self._cluster


def postmaster(cluster: Cluster) -> int:
    """The process above all that serve the cluster."""
    return int((Path(cluster.data) / "postmaster.pid").read_text().split()[0])
