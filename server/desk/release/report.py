"""What a release says about itself: how it was made, how well it protects and what it cost. Counts only, no cell."""

from __future__ import annotations

import json
from typing import Final

import numpy as np

from server.desk.anonymise.engine.closeness import TCloseness
from server.desk.anonymise.engine.models import Model
from server.desk.anonymise.risk import Risk
from server.desk.release.outcome import Outcome, Proposal

LIMITS: Final = (
    "Who already knows more of a person than the quasi columns, or the whole table but one row, can still learn more.",
    "Two releases of one table can be compared with each other, unless both were made with one ledger.",
    "Safe columns leave as they are: that nobody knows them of a person was the policy's word.",
)


def described(outcome: Outcome) -> dict[str, object]:
    policy, released = outcome.plan.policy, outcome.released
    return {
        "audience": policy.audience,
        "k": policy.k,
        "models": [model_words(model) for model in outcome.plan.protected.models],
        "recoding": policy.recoding,
        "measure": policy.measure,
        "rows": outcome.plan.source.rows,
        "suppressedRows": None if released is None else int((~released.kept).sum()),
        "suppressionLimit": policy.suppression,
        "loss": None if released is None else round(released.loss, 6),
        "nodesOfTheLattice": None if released is None else released.nodes,
        "nodesLookedAt": None if released is None else released.looked,
        "provenOptimal": None if released is None else released.proven,
        "columns": [_column(outcome, name) for name in outcome.plan.ladders],
        "before": _risk(outcome.before),
        "after": None if outcome.after is None else _risk(outcome.after),
        "limits": {"highestRisk": policy.limits.highest_risk, "globalRisk": policy.limits.global_risk},
        "overLimits": [str(one) for one in outcome.over],
        "doesNotProtectAgainst": list(LIMITS),
    }


def report_json(outcome: Outcome) -> bytes:
    return json.dumps(described(outcome), ensure_ascii=False, indent=1).encode() + b"\n"


def report_text(outcome: Outcome) -> bytes:
    """The methods note: the same for a reader at a terminal or a printer."""
    policy, released = outcome.plan.policy, outcome.released
    lines = [
        f"Release for {policy.audience}: {', '.join(model_words(model) for model in outcome.plan.protected.models)}.",
        f"Before: {risk_words(outcome.before)}",
    ]
    if released is not None and outcome.after is not None:
        out = int((~released.kept).sum())
        lines += [
            f"After:  {risk_words(outcome.after)}",
            f"{out} of {outcome.plan.source.rows} rows stay out, at most {policy.suppression:.1%} may.",
            f"Loss of detail (0 none, 1 all): {released.loss:.4f}.{_proof(outcome)}",
            "",
            *(f"  {_column_words(outcome, name)}" for name in outcome.plan.ladders),
        ]
    lines += ["", "What this does not protect against:", *(f"  - {limit}" for limit in LIMITS), ""]
    return "\n".join(lines).encode()


def proposal_words(one: Proposal) -> str:
    return (
        f'k = {one.k}, recoding = "{one.recoding}", suppression = {one.suppression:g}: loss {one.loss:.4f}, '
        f"highest risk {one.risk.highest:.1%}, global risk {one.risk.overall:.1%}"
    )


def risk_words(risk: Risk) -> str:
    special = "" if risk.special is None else f", {risk.special} alone by three facts or fewer"
    journalist = "" if risk.journalist is None else f", journalist {risk.journalist:.1%}"
    return (
        f"{risk.rows} rows in {risk.classes} classes, the smallest of {risk.smallest}; {risk.unique} unique{special}; "
        f"highest risk {risk.highest:.1%}, global risk {risk.overall:.1%}{journalist}."
    )


def model_words(model: Model) -> str:
    """The model with its numbers, as a reader of the literature knows it."""
    fields = {name: getattr(model, name) for name in getattr(model, "__dataclass_fields__", {})}
    if isinstance(model, TCloseness):
        fields["distance"] = "hierarchical" if fields.pop("hierarchical") else "equal"
    return f"{type(model).__name__}({', '.join(f'{name}={value}' for name, value in fields.items())})"


def _proof(outcome: Outcome) -> str:
    released = outcome.released
    if released is None or released.proven is None:
        return " Every class has its own levels."
    return (
        f" No other levels lose less: proven, {released.looked} of {released.nodes} combinations were looked at."
        if released.proven
        else " The search was stopped: levels that lose less may exist."
    )


def _column(outcome: Outcome, name: str) -> dict[str, object]:
    return {"name": name, "levels": _levels(outcome, name)}


def _levels(outcome: Outcome, name: str) -> list[dict[str, object]]:
    """The levels in use, and the share of the cells at each."""
    released, ladder = outcome.released, outcome.plan.ladders[name]
    if released is None or not released.kept.any():
        return []
    at = released.levels[list(outcome.plan.ladders).index(name)][released.kept]
    counts = np.bincount(at, minlength=len(ladder.names))
    return [
        {"level": level, "of": len(ladder.names) - 1, "name": ladder.names[level], "share": round(count / len(at), 4)}
        for level, count in enumerate(counts.tolist())
        if count
    ]


def _column_words(outcome: Outcome, name: str) -> str:
    levels = _levels(outcome, name)
    said = ", ".join(
        f"{one['name']} (level {one['level']} of {one['of']}, {one['share']:.0%} of the cells)" for one in levels
    )
    return f"{name}: {said}"


def _risk(risk: Risk) -> dict[str, object]:
    return {
        "rows": risk.rows,
        "classes": risk.classes,
        "smallestClass": risk.smallest,
        "unique": risk.unique,
        "aloneByThreeFacts": risk.special,
        "highestRisk": round(risk.highest, 6),
        "globalRisk": round(risk.overall, 6),
        "journalistRisk": None if risk.journalist is None else round(risk.journalist, 6),
    }
