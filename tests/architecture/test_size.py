"""What makes code ugly is the tail: no module outgrows one idea."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIMIT, TEST_LIMIT = 300, 400


def test_no_module_outgrows_one_idea() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py", "*.ts", "*.tsx", "*.css"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    large = []
    for name in listed.stdout.split():
        path = ROOT / name
        if not path.is_file():
            continue
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > (TEST_LIMIT if name.startswith("tests/") else LIMIT):
            large.append((name, lines))
    assert not large


def test_no_registry_host_stands_in_a_lock_file() -> None:
    peers = sorted((ROOT / "tests" / "bench" / "peers").glob("*/*lock*"))
    assert len(peers) == 5
    ours = [ROOT / name for name in ("requirements.lock", "requirements-dev.lock", "static/package-lock.json")]
    for path in [*ours, *peers]:
        text = path.read_text(encoding="utf-8")
        assert "resolved" not in text
        assert "pypi.org" not in text
        assert "registry.npmjs" not in text
