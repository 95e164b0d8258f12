"""Bugs for the desk, and for the rules that it shares with nobody but the phone: it believes, forgets or chooses."""

from __future__ import annotations

from typing import Final

from tests.faults.mutant import Mutant

_HISTORY: Final = "server/format/history.py"
_PATHS: Final = "    paths = {path: _path_state(path, current[path], path in marked)"
_FOLD: Final = ("tests/format/test_history.py",)
_LIARS: Final = ("tests/faults/test_liar.py",)

DESK: Final = (
    Mutant(
        "desk: last write wins",
        _HISTORY,
        (
            (
                _PATHS,
                "    def time_of(one: Current) -> int:\n        return one.sayings[-1].time\n\n"
                f"    current = {{path: [max(said, key=time_of)] for path, said in current.items()}}\n{_PATHS}",
            ),
        ),
        _FOLD,
    ),
    Mutant(
        "desk: an edit replaces all that was said before",
        _HISTORY,
        (
            (
                "            for name in op.replaces:\n                replaced.update(",
                "            others = [key for key in values if values[key].sayings[0].change_id != one.change_id]\n"
                "            replaced.update(key for key in others if key[0] == op.path and op.replaces)\n"
                "            for name in op.replaces:\n                replaced.update(",
            ),
        ),
        _FOLD,
    ),
    Mutant(
        "desk: the cursor moves before the page is stored",
        "server/desk/archive/archive.py",
        (
            (
                "            logbook.remember(page.known)\n            logbook.append(",
                "            logbook.remember(page.known)\n"
                "            self._move(Cursor(page.known.epoch, page.next, self._memory.cursor.offer))\n"
                '            self._store._connection.executescript("COMMIT; BEGIN IMMEDIATE")\n'
                "            logbook.append(",
            ),
        ),
        ("tests/faults/test_deaths.py::test_a_desk_that_is_killed_misses_nothing_and_owes_nothing",),
    ),
    Mutant(
        "desk: what cannot be read is dropped",
        "server/desk/archive/receive.py",
        (
            (
                "            self._set_aside(key, self._aside(item.letter, refusal.name))\n",
                "            pass\n",
            ),
        ),
        ("tests/desk/test_archive.py",),
    ),
    Mutant(
        "desk: no receipt is verified",
        "server/desk/proven.py",
        (
            (
                "    fresh = check_push(trust, known, pushed.signed, [entry for _, entry in kept])\n",
                "    fresh = known\n",
            ),
        ),
        _LIARS,
    ),
    Mutant(
        "desk: the relay's root is adopted",
        "server/format/evidence.py",
        (("        check_state(state, known.state, _leaves(wanted), signed.proof)\n", "        pass\n"),),
        _LIARS,
    ),
    Mutant(
        "desk: a shorter log is as good",
        "server/format/evidence.py",
        (("    if state.size < known.state.size:\n", "    if False:\n"),),
        _LIARS,
    ),
    Mutant(
        "desk: nobody compares what others saw",
        "server/desk/archive/gossip.py",
        (("        for claim in self._misfits(claims):\n", "        for claim in ():\n"),),
        _LIARS,
    ),
)
