"""A SeaweedFS of the tests' own: a real S3 server on loopback that checks checksums and, told so, syncs what it takes.

moto, s3rver and others take an object whose checksum is wrong, so they would prove nothing.
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from tests.postgresql import die_with_the_tests
from tests.served import free_port

KEY, SECRET = "gawahi-tests", "not-a-secret"
BUCKET: Final = "gawahi"
ENVIRONMENT: Final = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": "us-east-1"}
START_SECONDS, STOP_SECONDS = 60, 20
_USER: Final = {
    "name": "tests",
    "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
    "actions": ["Admin", "Read", "List", "Tagging", "Write"],
}


class Seaweed:
    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="gawahi-seaweed-"))
        self.ports = {name: free_port() for name in ("master", "volume", "filer", "s3")}
        self.endpoint = f"http://127.0.0.1:{self.ports['s3']}"
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        (self.folder / "s3.json").write_text(json.dumps({"identities": [_USER]}), encoding="ascii")
        self.start()
        self._tell(f"s3.bucket.create -name {BUCKET}")
        self._tell(f"fs.configure -locationPrefix=/buckets/{BUCKET}/ -fsync=true -apply")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def start(self) -> None:
        ports = [f"-{name}.port={port}" for name, port in self.ports.items()]
        grpc = [f"-{name}.port.grpc={free_port()}" for name in ("master", "volume", "filer", "s3")]
        self.ports_grpc = dict(zip(self.ports, (int(one.rpartition("=")[2]) for one in grpc), strict=True))
        options = [
            f"-dir={self.folder}",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            "-volume.max=20",
            "-master.volumeSizeLimitMB=64",
            "-filer",
            "-s3",
            f"-s3.config={self.folder / 's3.json'}",
        ]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [_weed(), "server", *options, *ports, *grpc],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                preexec_fn=die_with_the_tests,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._takes_objects():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"SeaweedFS did not start: {self._said()}")
            time.sleep(0.1)

    def stop(self) -> None:
        assert self.process is not None, "not started"
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(STOP_SECONDS)

    def store(self, prefix: str | None = None, bucket: str = BUCKET) -> S3Store:
        return S3Store(
            bucket,
            prefix=prefix,
            endpoint=self.endpoint,
            access_key_id=KEY,
            secret_access_key=SECRET,
            region="us-east-1",
            client_options={"allow_http": True},
            retry_config={"max_retries": 0},
        )

    def _takes_objects(self) -> bool:
        try:
            obstore.put(self.store(bucket="started"), "probe", b"1", use_multipart=False)
        except (BaseError, FileNotFoundError):
            return False
        return True

    def _tell(self, order: str) -> None:
        master = f"127.0.0.1:{self.ports['master']}.{self.ports_grpc['master']}"
        filer = f"127.0.0.1:{self.ports['filer']}.{self.ports_grpc['filer']}"
        subprocess.run(
            [_weed(), "shell", f"-master={master}", f"-filer={filer}"],
            input=f"{order}\n".encode(),
            check=True,
            capture_output=True,
            timeout=START_SECONDS,
        )

    def _said(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")[-3000:]


def _weed() -> str:
    beside = Path(sys.executable).with_name("weed")
    return str(beside) if beside.exists() else shutil.which("weed") or "weed"
