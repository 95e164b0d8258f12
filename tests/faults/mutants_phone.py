"""Bugs for the phone: the same as for the desk, in its own language, and its own ways to say "delivered" too early."""

from __future__ import annotations

from typing import Final

from tests.faults.mutant import Mutant

_FOLD: Final = ("tests/static/format/history.test.ts", "tests/static/model/traces.test.ts")
_LIARS: Final = ("tests/static/story/liar.test.ts",)
_LOSS: Final = ("tests/static/story/loss.test.ts",)
_RULES: Final = ("tests/static/model/rules.test.ts",)
_SENDS: Final = "a phone sends, and the relay"
_CONVERSATION: Final = "static/src/sync/conversation.ts"
_EVIDENCE: Final = "static/src/sync/evidence.ts"
_PROVE: Final = "      const log = await provenPush(this.#signer(), standing, letters, answer);\n"

PHONE: Final = (
    Mutant(
        "phone: last write wins",
        "static/src/format/history.ts",
        (
            (
                "flatMap(({ path, current }, place) => {\n    if (current.length === 0) return [];\n",
                "flatMap(({ path, current: all }, place) => {\n"
                "    const time = ({ said }: Entry): number => said.at(-1)?.time ?? 0;\n"
                "    const last = all.toSorted((one, other) => time(one) - time(other)).at(-1);\n"
                "    if (last === undefined) return [];\n"
                "    const current = [last];\n",
            ),
        ),
        _FOLD,
    ),
    Mutant(
        "phone: an edit replaces all that was said before",
        "static/src/format/ledger.ts",
        (
            (
                "    for (const entry of named) entry.replaced = true;\n",
                "    const edits = placing.ops.filter(({ op }) => op.r.length > 0);\n"
                "    for (const { spot } of edits) named.push(...spot.values.values());\n"
                "    for (const entry of named) entry.replaced = true;\n",
            ),
        ),
        _FOLD,
    ),
    Mutant(
        "phone: the cursor moves before the page is stored",
        "static/src/story/shelf.ts",
        (
            (
                "    await this.#move({ ...this.#cursor, epoch, after: next, arrival, log }, writes);\n",
                "    await this.#move({ ...this.#cursor, epoch, after: next, arrival, log });\n"
                "    await this.#store.commit(writes);\n",
            ),
        ),
        _RULES,
        only="the cursor moves in the transaction that keeps the page",
    ),
    Mutant(
        "phone: what cannot be read is dropped",
        "static/src/story/opening.ts",
        (
            (
                "    batch.writes.push({ put: 'quarantine', key: id,",
                "    void ({ put: 'quarantine', key: id,",
            ),
        ),
        _LOSS,
        only="what is not ours or not whole",
    ),
    Mutant(
        "phone: no receipt is verified",
        _CONVERSATION,
        ((_PROVE, "      const { log } = standing;\n      void provenPush;\n"),),
        _LIARS,
        only=_SENDS,
    ),
    Mutant(
        "phone: delivered before the receipt was verified",
        _CONVERSATION,
        ((_PROVE, f"      await this.#shelf.delivered(parcels, answer.epoch, standing.log);\n{_PROVE}"),),
        _LIARS,
        only=_SENDS,
    ),
    Mutant(
        "phone: the relay's root is adopted",
        _EVIDENCE,
        (("    checkState(signed, log, leavesOf(kept), proof);\n", "    void [checkState, kept, proof];\n"),),
        _LIARS,
        only="gives two items under each other",
    ),
    Mutant(
        "phone: a shorter log is as good",
        _EVIDENCE,
        (("  if (signed.size < log.size) throw", "  if (signed.size < 0) throw"),),
        _LIARS,
        only="the relay loses what it had acknowledged",
    ),
    Mutant(
        "phone: nobody counts the roster",
        _EVIDENCE,
        (("  if (next === head && (last?.rosters ?? 0) !== rosters) throw", "  if (next > head) throw"),),
        _LIARS,
        only="the relay hides a change of members",
    ),
    Mutant(
        "phone: nobody compares what others saw",
        "static/src/story/gossip.ts",
        (("    const isFork = await tellsOfFork(session, heard);\n", "    const isFork = false;\n"),),
        ("tests/static/story/fork.test.ts",),
        only="the coordinator names the fork with the author",
    ),
)
