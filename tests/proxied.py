"""nginx as an operator runs it, in the foreground and from a folder of the test, on free ports of this computer."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

START_SECONDS = 20
STOP_SECONDS = 10
# Everything that Debian's package would write elsewhere lies in the test's folder; nothing is done as another user.
FRAME = """daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 64; }}
http {{
  include /etc/nginx/mime.types;
  access_log off;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
{servers}
}}
"""


def program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/sbin")
    if found is None:
        raise RuntimeError(f"{name} is not installed. Run .ci/proxies first.")
    return found


class Nginx:
    """``servers`` is what stands inside of ``http {}``; ``port`` is where it must answer."""

    def __init__(self, folder: Path, servers: str, port: int) -> None:
        folder.mkdir()
        self.folder = folder
        self.port = port
        self.config = folder / "nginx.conf"
        self.config.write_text(FRAME.format(folder=folder, servers=servers), encoding="utf-8")
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        log = (self.folder / "output.log").open("wb")
        command = [program("nginx"), "-p", str(self.folder), "-c", str(self.config)]
        self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "output.log").read_text())
            time.sleep(0.05)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.process is not None
        self.process.terminate()
        self.process.wait(STOP_SECONDS)

    def _answers(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0
