"""A lock on a file that the system drops when its holder ends, however it ends."""

from __future__ import annotations

import sys
from typing import IO

if sys.platform == "win32":
    import msvcrt
    import time

    AGAIN_S = 0.5

    def take_at_once(file: IO[str]) -> bool:
        """Whether the lock was free, and is held now."""
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def take(file: IO[str]) -> None:
        """Wait until the lock is held. Windows' own waiting gives up after ten seconds."""
        while not take_at_once(file):
            time.sleep(AGAIN_S)

else:
    import fcntl

    def take_at_once(file: IO[str]) -> bool:
        """Whether the lock was free, and is held now."""
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def take(file: IO[str]) -> None:
        """Wait until the lock is held."""
        fcntl.flock(file, fcntl.LOCK_EX)
