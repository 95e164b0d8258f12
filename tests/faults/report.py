"""What a run of the faults came to: counted, told in a table, and judged. It measures nothing itself."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Report:
    """``points``: was it hit. ``liars``: what the clients called it, None if nobody noticed. ``mutants``: the
    test that noticed, None if none did."""

    acknowledged: int = 0
    lost: int = 0
    stuck: int = 0
    points: dict[str, bool] = field(default_factory=dict)
    liars: dict[str, str | None] = field(default_factory=dict)
    mutants: dict[str, str | None] = field(default_factory=dict)
    more: dict[str, float] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)

    def flat(self) -> dict[str, float]:
        """As build/faults.json has it."""
        return {
            "acknowledged": self.acknowledged,
            "lost": self.lost,
            "stuck": self.stuck,
            "points_total": len(self.points),
            "points_hit": sum(self.points.values()),
            "liar_total": len(self.liars),
            "liar_named": sum(name is not None for name in self.liars.values()),
            "mutants_total": len(self.mutants),
            "mutants_killed": sum(test is not None for test in self.mutants.values()),
            **self.more,
        }

    def failures(self) -> list[str]:
        """Why this run is no proof; empty if it is one."""
        found = list(self.complaints)
        found += [f"{self.lost} acknowledged items were lost"] if self.lost else []
        found += [f"{self.stuck} outboxes are stuck"] if self.stuck else []
        found += [f"point not hit: {name}" for name, hit in self.points.items() if not hit]
        found += [f"nobody noticed that the relay {lie}" for lie, name in self.liars.items() if name is None]
        found += [f"no test noticed: {name}" for name, test in self.mutants.items() if test is None]
        return found

    def table(self) -> str:
        rows = [(f"died: {name}", "hit" if hit else "NOT HIT") for name, hit in self.points.items()]
        rows += [(f"lie: {lie}", name or "NOT NOTICED") for lie, name in self.liars.items()]
        rows += [(f"planted: {name}", test or "NOT NOTICED") for name, test in self.mutants.items()]
        rows += [(name, f"{value:g}") for name, value in self.flat().items()]
        width = max(len(name) for name, _ in rows)
        return "\n".join(f"{name:<{width}}  {result}" for name, result in rows)
