"""Runs a web application in one worker process with threads (granian), so that nothing outlives what started it.

It keeps no access log: an address in a log would say who sent something, and when.
"""

from __future__ import annotations

import ctypes
import fcntl
import gc
import ipaddress
import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from granian import Granian
from granian.constants import Interfaces, SSLProtocols
from granian.log import LogLevels

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

BLOCKING_THREADS: Final = 4  # writers take turns anyway; 8 cost a push 4 % more processor time
WAITING_REQUESTS: Final = 256
STOP_SECONDS: Final = 10
LOCK_SECONDS: Final = 5
GARBAGE_THRESHOLD: Final = 20_000  # a push makes some hundred objects that live as long as the request
KEPT_BYTES: Final = 128 << 20
MAPPED_ABOVE_BYTES: Final = 32 << 20
_TRIM_ABOVE, _MAP_ABOVE = -1, -3  # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of mallopt(3)
_DIE_WITH_PARENT: Final = 1  # PR_SET_PDEATHSIG of prctl(2)


class CannotServe(Exception):
    """Said to the person who typed the command."""


@dataclass(frozen=True, slots=True)
class Address:
    host: str
    port: int
    tls_cert: Path | None = None
    tls_key: Path | None = None

    @property
    def tls(self) -> bool:
        return self.tls_cert is not None

    @property
    def url(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls else 'http'}://{host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def hold(folder: Path) -> int:
    """Keep every other process off this data folder until this one and its worker are gone. Returns the lock's file."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() > deadline:
                raise CannotServe(f"Another Gawahi is already running on the data in {folder}.") from error
            time.sleep(0.1)
        else:
            return descriptor


def run(load: Callable[[], WSGIApplication], address: Address, *, ready: str) -> None:
    """Serve until a signal says stop. ``load`` makes the application inside the worker; ``ready`` is printed then."""
    _demand_free_port(address)
    if sys.platform == "linux":
        # A forked worker shares the lock of the data folder and needs nothing that can be pickled.
        multiprocessing.set_start_method("fork", force=True)
    server = Granian(
        "gawahi",
        address=address.host,
        port=address.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=BLOCKING_THREADS,
        backpressure=WAITING_REQUESTS,
        websockets=False,
        log_level=LogLevels.error,
        log_access=False,
        ssl_cert=address.tls_cert,
        ssl_key=address.tls_key,
        ssl_protocol_min=SSLProtocols.tls12,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_SECONDS,
    )
    server.serve(target_loader=partial(_start_worker, load, ready, os.getpid()), wrap_loader=False)


def _start_worker(load: Callable[[], WSGIApplication], ready: str, parent: int) -> WSGIApplication:
    _die_with(parent)
    _keep_memory()
    application = load()
    # What is loaded now stays: the garbage collector need not walk it again during requests.
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)
    print(ready, flush=True)  # noqa: T201  the one line that a person waits for
    return application


def _die_with(parent: int) -> None:
    """A worker left over by a killed parent would go on writing beside its successor."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None, use_errno=True).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:  # the parent died before the line above
        os.kill(os.getpid(), signal.SIGKILL)


def _keep_memory() -> None:
    """Requests of some hundred KiB come and go; giving their memory back each time costs more than storing them.

    With the C library's defaults a pull of 500 items takes 7.2 ms of processor time, with these 4.
    """
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "mallopt"):
        library.mallopt(_TRIM_ABOVE, KEPT_BYTES)
        library.mallopt(_MAP_ABOVE, MAPPED_ABOVE_BYTES)


def _demand_free_port(address: Address) -> None:
    """Workers share their port (SO_REUSEPORT): a second server would start in silence and take half of the requests."""
    try:
        places = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except socket.gaierror as error:
        raise CannotServe(f"There is no address called {address.host} on this computer.") from error
    family, kind, protocol, _, place = places[0]
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(place)
        except OSError as error:
            raise CannotServe(
                f"Port {address.port} cannot be used: {error.strerror}. Choose another with --port."
            ) from error
