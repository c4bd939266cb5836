"""What hatchling does beside packing the sources: a wheel carries the built web application.

`python -m scripts.build_web` builds it. An editable installation serves the checkout's own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = Path("web") / "out"
IN_THE_WHEEL = "backend/pages/built"
"""`backend.config.PACKAGED_WEB`."""


class WebBuild(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Raises `FileNotFoundError` where there is no build to pack."""
        if version == "editable":
            return
        built = Path(self.root) / BUILT
        if not (built / "index.html").is_file():
            raise FileNotFoundError(
                f"{built} holds no web application. Build it with `python -m scripts.build_web`."
            )
        build_data["force_include"][str(built)] = IN_THE_WHEEL
