"""Tells thousands of listeners that something new has arrived, in a process of its own (threads would stop answering
at their number). It says the number of a team's newest item and nothing else: a hint, after which a client pulls.

It writes nothing, signs nothing, and keeps no address and no list of who listened.
"""

from __future__ import annotations

import asyncio
import json
import resource
import socket
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from server import __version__
from server.answers import TellingRefusal
from server.format.refusals import Refusal
from server.origins import may_call
from server.relay.access import Gate, admit_token, open_gate, token_of
from server.relay.config import AWAY_RETRY_SECONDS, RelayConfig
from server.relay.database import DBAPI_ERRORS, Store, is_away
from server.relay.heads import Head, Heads, open_reader
from server.relay.hub_http import (
    HEAD_LIMIT_BYTES,
    Asked,
    answer_json,
    answer_preflight,
    answer_refusal,
    begin_events,
    read_asked,
    shared_with,
)
from server.relay.teams import Team, team_of_tag

LISTENERS_LIMIT: Final = 20_000
LISTENERS_OF_A_TEAM: Final = 5_000
POLL_SECONDS: Final = 0.25
KEEP_ALIVE_SECONDS: Final = 25
LISTEN_SECONDS: Final = 3600  # then a client comes again, with the token of that day
ASK_SECONDS: Final = 10
UNSENT_LIMIT_BYTES: Final = 4096  # some forty events: who is further behind has stopped reading
UNACKNOWLEDGED_MS: Final = 60_000
WAITING_CONNECTIONS: Final = 4096
TOLD_AT_ONCE: Final = 500


@dataclass(slots=True, eq=False)
class Listener:
    writer: asyncio.StreamWriter
    seen: Head

    def tell(self, head: Head) -> None:
        if head == self.seen:
            return
        self.seen = head
        epoch, number = head
        told = json.dumps({"head": number, "epoch": epoch.hex()})
        self.send(f"event: head\ndata: {told}\n\n".encode())

    def send(self, data: bytes) -> None:
        transport = self.writer.transport
        if transport.get_write_buffer_size() > UNSENT_LIMIT_BYTES:
            transport.abort()
        elif not transport.is_closing():
            self.writer.write(data)


@dataclass(slots=True)
class Hub:
    store: Store
    gate: Gate
    app_origins: tuple[str, ...] = ()
    listeners: dict[int, set[Listener]] = field(default_factory=dict)
    heads: dict[int, Head] = field(default_factory=dict)
    count: int = 0
    pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2))
    poller: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1))

    async def serve(self, host: str, port: int) -> None:
        server = await asyncio.start_server(
            self._connected, host, port, limit=HEAD_LIMIT_BYTES, backlog=WAITING_CONNECTIONS
        )
        async with server, asyncio.TaskGroup() as tasks:
            tasks.create_task(self._poll())
            tasks.create_task(self._keep_alive())
            print(f"Gawahi's hub is ready at http://{host}:{port}", flush=True)  # noqa: T201  what a person waits for
            await server.serve_forever()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._answer(reader, writer)
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            writer.transport.abort()  # nobody there who could be told
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        _give_up_on_the_dead(writer)
        shared = ""
        try:
            address = writer.get_extra_info("peername")
            self.gate.admit_address(address[0] if address else None)
            asked = await asyncio.wait_for(read_asked(reader), ASK_SECONDS)
            shared = shared_with(asked, self.app_origins)
            if asked.is_preflight:
                if not may_call(asked.origin, self.app_origins):
                    raise Refusal("not_found")
                writer.write(answer_preflight(asked.origin or ""))
            elif asked.tag is None:
                writer.write(answer_json({"name": "gawahi-hub", "version": __version__}, more=shared))
            else:
                team = await asyncio.get_running_loop().run_in_executor(self.pool, self._admit, asked)
                await self._listen(team, reader, writer, shared)
        except Refusal as refusal:
            writer.write(answer_refusal(refusal, more=shared))
        await writer.drain()

    def _admit(self, asked: Asked) -> Team:
        token = token_of(asked.authorization)
        assert asked.tag is not None
        try:
            team = team_of_tag(self.store, asked.tag)
        except DBAPI_ERRORS as error:
            if is_away(error):
                raise TellingRefusal("store_unreachable", retry_after_seconds=AWAY_RETRY_SECONDS) from error
            raise Refusal("server_error") from error
        admit_token(self.gate, team, token)
        return team

    async def _listen(
        self, team: Team, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, shared: str
    ) -> None:
        async with self._registered(team, writer) as listener:
            writer.write(begin_events(shared))
            seen, listener.seen = listener.seen, (b"", -1)
            listener.tell(max(seen, self.heads.get(team.id, seen), key=lambda head: head[1]))
            try:
                await asyncio.wait_for(reader.read(1), LISTEN_SECONDS)  # a listener has nothing more to say
            except TimeoutError:
                return

    @asynccontextmanager
    async def _registered(self, team: Team, writer: asyncio.StreamWriter) -> AsyncIterator[Listener]:
        if self.count >= LISTENERS_LIMIT or len(self.listeners.get(team.id, ())) >= LISTENERS_OF_A_TEAM:
            raise TellingRefusal("too_many", retry_after_seconds=KEEP_ALIVE_SECONDS)
        of_team = self.listeners.setdefault(team.id, set())
        listener = Listener(writer, (team.epoch, team.head))
        of_team.add(listener)
        self.count += 1
        try:
            yield listener
        finally:
            self.count -= 1
            of_team.discard(listener)
            if not of_team and self.listeners.get(team.id) is of_team:
                del self.listeners[team.id]

    async def _poll(self) -> None:
        heads, loop = Heads(self.store), asyncio.get_running_loop()
        while True:
            await asyncio.sleep(POLL_SECONDS)
            if not self.count:
                continue
            try:
                found = await loop.run_in_executor(self.poller, heads.all)
            except DBAPI_ERRORS as error:
                if not is_away(error):
                    raise
                continue  # listeners wait on, and are told when the database is back
            if found is not None:
                self.heads = found
                await self._tell_all()

    async def _tell_all(self) -> None:
        told = 0
        for team, of_team in list(self.listeners.items()):
            head = self.heads.get(team)
            for listener in list(of_team):
                if head is None:  # the team was deleted
                    listener.writer.close()
                    continue
                listener.tell(head)
                told += 1
                if told % TOLD_AT_ONCE == 0:
                    await asyncio.sleep(0)

    async def _keep_alive(self) -> None:
        """So that proxies keep the line open and lines that are dead are found."""
        while True:
            await asyncio.sleep(KEEP_ALIVE_SECONDS)
            for of_team in list(self.listeners.values()):
                for listener in list(of_team):
                    listener.send(b":\n\n")
                await asyncio.sleep(0)


def _give_up_on_the_dead(writer: asyncio.StreamWriter) -> None:
    connected = writer.get_extra_info("socket")
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS)


def run_hub(config: RelayConfig, host: str, port: int) -> None:
    """Until a signal says stop."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # each listener is an open file
    with suppress(KeyboardInterrupt):
        asyncio.run(Hub(open_reader(config), open_gate(config), config.app_origins).serve(host, port))
