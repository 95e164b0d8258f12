"""Puts the built web app into the wheel as server/webapp; builds it first with npm where that has not been done.

Runs only while packaging. It refuses to make a wheel without the app: such an installation could serve nothing.
"""

from __future__ import annotations

import shutil
import subprocess  # npm, found on the path of whoever builds  # nosec B404
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class WebAppHook(BuildHookInterface[Any]):
    """Hatchling finds this class through pyproject.toml."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        static = Path(self.root) / "static"
        dist = static / "dist"
        if not (dist / "index.html").is_file():
            npm = shutil.which("npm")
            if npm is None:
                raise RuntimeError(
                    "The web app is not built and npm is missing. Install Node 20 or newer, or run `make web` first."
                )
            subprocess.run([npm, "ci", "--silent"], cwd=static, check=True)  # nosec B603
            subprocess.run([npm, "run", "--silent", "build"], cwd=static, check=True)  # nosec B603
        build_data["force_include"][str(dist)] = "server/webapp"
