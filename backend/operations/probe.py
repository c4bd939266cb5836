"""Whether a server on this machine is ready, for whoever watches a container.

    python -m backend.operations.probe [ADDRESS…]

Ends with 0 where one of the addresses says yes; without any, the configured server is asked.
It runs every few seconds beside the server, so it imports next to nothing.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from urllib.request import ProxyHandler, build_opener

WITHIN_S = 2.0


def is_ready(address: str) -> bool:
    # A proxy that the environment names for the world outside knows nothing of this machine.
    try:
        with build_opener(ProxyHandler({})).open(address, timeout=WITHIN_S) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def main(addresses: Sequence[str]) -> int:
    own = f"http://127.0.0.1:{os.environ.get('IHR_PORT') or 8000}/readyz"
    return int(not any(is_ready(each) for each in addresses or [own]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
