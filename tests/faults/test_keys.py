"""A key that others count on is on the disk before anybody is told of it: its bytes and its name."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.shadow import Shadow

RELAY = "from server.relay.receipts import make_key_file; make_key_file(folder / 'relay.key')"
DESK = (
    "import os; from server.desk import keys; from server.format.keyfile import Cost; made = keys.new_keys(os.urandom);"
    "keys.write_device(folder, made, os.urandom);"
    "keys.write_key_file(folder, made, 'river mulberry', Cost(19 * 1024, 2), os.urandom)"
)


@pytest.mark.skipif(shutil.which("gcc") is None, reason="the power cut needs a C compiler")
@pytest.mark.parametrize(
    ("act", "names"), [(RELAY, ["relay.key"]), (DESK, ["desk.device", "desk.key"])], ids=["relay", "desk"]
)
def test_a_key_outlives_a_power_cut_at_once(tmp_path: Path, act: str, names: list[str]) -> None:
    folder = tmp_path / "data"
    folder.mkdir()
    shadow = Shadow.of(folder, tmp_path / "shadow")
    script = f"from pathlib import Path; folder = Path({str(folder)!r}); {act}"
    subprocess.run([sys.executable, "-c", script], env={**os.environ, **shadow.environment()}, check=True)
    before = {name: (folder / name).read_bytes() for name in names}
    shadow.cut()
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
