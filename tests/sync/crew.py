"""A whole team for traces: a real relay, real keys and sealing, and the desk's own archive as everybody's reader.

`world.py` says what the steps mean. Here every device draws real ids, so what they come to is judged by the model and
not by kept digests.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import httpx

from server.desk.relay_client import Letter, RelayClient
from server.format.change import Change, Op
from server.format.change import Path as ChangePath
from server.format.entry import Policy, Remove
from server.format.envelope import change_id
from server.format.evidence import Known
from server.format.item import Kind
from server.format.roster import Role, Roster
from server.relay.app import create_relay
from server.relay.config import RelayConfig
from server.relay.ground import prepare
from server.seal.device import Device
from server.seal.primitives import verify
from server.seal.roster import add_device, roster_mailbox, seal_entry, sign_entry, upload_token
from tests.sync.handset import Handset
from tests.sync.model import Model, Said
from tests.sync.world import COORDINATORS, FORM, NOW, PEOPLE, Step, path_of, record_of, value_of

URL = "http://127.0.0.1:8000"
BOTH = Role.COORDINATOR | Role.DOCUMENTER
ROLES = {"bilal": Role.ADMIN | BOTH, "sana": BOTH, "dawood": BOTH, "amina": Role.DOCUMENTER, "zahra": Role.DOCUMENTER}
# Keys are dear to make and say nothing about a team, so every team of a test run has the same people.
DEVICES = {who: Device.new(os.urandom) for who in PEOPLE}


class Crew:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secret, self.mailboxes = os.urandom(32), {who: os.urandom(16) for who in PEOPLE}
        self.roster = Roster()
        self.clocks, self.forms = dict.fromkeys(PEOPLE, NOW), dict.fromkeys(PEOPLE, FORM)
        self.joined, self.gone = set(PEOPLE) - {"dawood"}, set[str]()
        self.said: dict[bytes, Said] = {}
        self.acknowledged: set[bytes] = set()
        self.relay_backups: list[tuple[int, bytes]] = []
        prepare(RelayConfig(data=folder / "relay"))
        self._start_relay()
        self._found()

    # ---- steps: what `world.py` says, with all that it takes
    def do(self, step: Step) -> None:
        getattr(self, step["do"])(step)

    def testify(self, step: Step) -> None:
        ops = [Op(path_of(path), value_of(x)) for path, x in step["fields"]]
        self._commit(step, [], lambda _: ops)

    def edit(self, step: Step) -> None:
        path = path_of(step["path"])
        blind = step.get("blind")
        self._say(step, lambda shown: Op(path, value_of(step["x"]), () if blind else shown(path)[:1]))

    def decide(self, step: Step) -> None:
        path = path_of(step["path"])
        self._say(step, lambda shown: Op(path, value_of(step["x"]), shown(path), step["why"]))

    def remove(self, step: Step) -> None:
        path = path_of(step["path"])
        self._say(step, lambda shown: Op(path, False, shown(path, below=True)))

    def keep(self, step: Step) -> None:
        path = path_of(step["path"])
        self._say(step, lambda shown: Op(path, True, shown(path, only=False)))

    def push(self, step: Step) -> None:
        if step["who"] in self.joined:
            self.acknowledged |= self.handsets[step["who"]].push(self.client())
            self._back_up_relay()

    def lose_answer(self, step: Step) -> None:
        """The relay has it, and nobody hears of it."""
        if step["who"] in self.joined:
            self.handsets[step["who"]].push(self.client(), answered=False)
            self._back_up_relay()

    def pull(self, step: Step) -> None:
        if step["who"] in self.joined:
            self.handsets[step["who"]].pull(self.client())

    def crash(self, step: Step) -> None:
        self.handsets[step["who"]].restart()

    restart = crash

    def backup(self, step: Step) -> None:
        self.handsets[step["who"]].back_up()

    def restore(self, step: Step) -> None:
        self.handsets[step["who"]].restore()

    def roll_back(self, step: Step) -> None:
        head = self._head()
        older = [image for number, image in self.relay_backups if number <= head - step["lost"]]
        self.transport.close()
        database = self.folder / "relay" / "relay.sqlite"
        for path in database.parent.glob("relay.sqlite*"):
            path.unlink()
        database.write_bytes(older[-1] if older else self.relay_backups[0][1])
        prepare(RelayConfig(data=self.folder / "relay"), restored=True)
        self._start_relay()

    def clock(self, step: Step) -> None:
        self.clocks[step["who"]] = step["ms"]

    def form(self, step: Step) -> None:
        self.forms[step["who"]] = step["version"]

    def join(self, step: Step) -> None:
        if step["who"] not in self.joined:
            self.joined.add(step["who"])
            self._change_roster(self._add(step["who"]))

    def dismiss(self, step: Step) -> None:
        if step["who"] in self.joined - self.gone - {"bilal"}:
            self.gone.add(step["who"])
            self._change_roster(Remove(DEVICES[step["who"]].id))

    # ---- the end
    def heal(self) -> None:
        for _ in range(3):
            for who in PEOPLE:
                self.push({"who": who})
                self.pull({"who": who})

    def check(self) -> None:
        """All honest devices know the same, as the model says, nothing waits, and nothing acknowledged is missing."""
        readers = [self.handsets[who] for who in COORDINATORS if who in self.joined - self.gone]
        known = set(readers[0].known())
        late = self._said_by_those_who_are_gone(self.acknowledged - known)
        assert self.acknowledged - late <= known <= self.said.keys()
        assert self.acknowledged <= {change_id(one.body) for one in self.letters() if one.kind == Kind.CHANGE}
        by_record: dict[bytes, list[Said]] = {}
        for name in known:
            by_record.setdefault(self.said[name].change.record, []).append(self.said[name])
        ends = {record: Model.of(said) for record, said in by_record.items()}
        assert not any(model.waiting for model in ends.values())
        for reader in readers:
            assert reader.digests() == {record: model.digest() for record, model in ends.items()}
            # What came from somebody after they were taken out may bear an old date (PROTOCOL section 20).
            assert set(reader.archive.set_aside()) == ({"author_not_member"} if late else set())
            assert reader.archive.findings() == ()
            assert not any(one.incomplete for one in reader.archive.records())
        assert [who for who in self.joined if self.handsets[who].owes()] == []

    def _said_by_those_who_are_gone(self, ids: set[bytes]) -> set[bytes]:
        gone = {self.handsets[who].device.id for who in self.gone}
        return {name for name in ids if self.said[name].author in gone}

    def close(self) -> None:
        for handset in self.handsets.values():
            handset.archive.close()
        self.transport.close()

    # ---- what it takes
    def _say(self, step: Step, op_of: Callable[[Callable[..., tuple[bytes, ...]]], Op]) -> None:
        seen = self._view(step)
        if seen:
            self._commit(step, seen, lambda shown: [op_of(shown)])

    def _view(self, step: Step) -> list[Said]:
        return self.handsets[step["who"]].seen(record_of(step["record"])) if step["who"] in COORDINATORS else []

    def _commit(self, step: Step, seen: list[Said], ops_of: Callable[..., list[Op]]) -> None:
        who = step["who"]
        handset = self.handsets[who]
        if who not in self.joined or not handset.is_member() or step.get("dies") == "before":
            return
        folded = handset.fold(record_of(step["record"]), seen)

        def shown(path: ChangePath, *, below: bool = False, only: bool | None = None) -> tuple[bytes, ...]:
            here = [state for at, state in folded.paths.items() if at == path or (below and at[:2] == path)]
            values = [value for state in here for value in state.values if only is None or value.x is only]
            return tuple(sorted({value.value_id for value in values}))

        form, ops = ("gawahi_default", self.forms[who]), tuple(ops_of(shown))
        change = Change(record_of(step["record"]), "testimony", form, self.clocks[who], folded.frontier, ops)
        said = handset.seal(change)
        self.said[said.id] = said
        if step.get("dies") == "after":
            handset.restart()

    def _start_relay(self) -> None:
        self.transport = httpx.WSGITransport(app=create_relay(RelayConfig(data=self.folder / "relay")))
        self.http = httpx.Client(transport=self.transport, base_url=URL)

    def client(self) -> RelayClient:
        return RelayClient(self.http, self.roster.team_tag, upload_token(self.secret))

    def _head(self) -> int:
        return self.client().pull(0, Known()).head

    def letters(self) -> list[Letter]:
        """All that the relay has."""
        return [one.letter for one in self.client().pull(0, Known()).items]

    def _back_up_relay(self) -> None:
        with (
            closing(sqlite3.connect(self.folder / "relay" / "relay.sqlite")) as live,
            closing(sqlite3.connect(":memory:")) as image,
        ):
            live.backup(image)
            self.relay_backups.append((self._head(), image.serialize()))

    def _add(self, who: str) -> object:
        return add_device(DEVICES[who], ROLES[who], mailbox=self.mailboxes[who], label=who)

    def _sign(self, ops: Sequence[object]) -> bytes:
        signed = sign_entry(self.roster.next_entry(tuple(ops), 0), [DEVICES["bilal"]])
        self.roster = self.roster.extend(signed, verify)
        return signed

    def _entry(self, signed: bytes) -> Letter:
        tag, nonce = self.roster.team_tag, os.urandom(12)
        sealed = seal_entry(signed, team_tag=tag, epoch=0, epoch_secret=self.secret, nonce=nonce)
        return Letter(Kind.ROSTER, sealed, roster_mailbox(self.secret))

    def _change_roster(self, op: object) -> None:
        self.handsets["bilal"].outbox.append(self._entry(self._sign([op])))
        self.push({"who": "bilal"})

    def _found(self) -> None:
        relay_pk = bytes.fromhex(self.http.get("/api/v1/health").json()["relay_pk"])
        members = [self._add(who) for who in PEOPLE if who in self.joined]
        self.genesis = self._sign([*members, Policy(quorum=1, k=1, relay_pk=relay_pk)])
        token_hash = hashlib.sha256(upload_token(self.secret)).hexdigest()
        asked = {
            "team_tag": self.roster.team_tag.hex(),
            "admin_pk": DEVICES["bilal"].sign_pk.hex(),
            "token_hash": token_hash,
        }
        assert self.http.post("/api/v1/teams", json=asked).status_code == 201
        places = {who: self.folder / who for who in PEOPLE}
        self.handsets = {
            who: Handset(place, DEVICES[who], self.roster, self.secret, self.genesis) for who, place in places.items()
        }
        self.handsets["bilal"].outbox.append(self._entry(self.genesis))
        self.push({"who": "bilal"})
