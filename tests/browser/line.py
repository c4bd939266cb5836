"""A line between the browser and the server that can be cut, as networks are."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Lock, Thread


class Line:
    """Takes connections on a port of its own and passes their bytes on, both ways."""

    def __init__(self, port: int) -> None:
        self._to = ("127.0.0.1", port)
        self._ear = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._ear.getsockname()[1]}"
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        self._cut = False
        Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """Break every connection, and let none come through until `mend`."""
        with self._lock:
            self._cut = True
            for each in self._open:
                _break(each)
            self._open.clear()

    def mend(self) -> None:
        with self._lock:
            self._cut = False

    def close(self) -> None:
        self._ear.close()
        self.cut()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._ear.accept()
                self._connect(near)

    def _connect(self, near: socket.socket) -> None:
        with self._lock:
            if self._cut:
                _break(near)
                return
            try:
                far = socket.create_connection(self._to)
            except OSError:
                _break(near)
                return
            self._open |= {near, far}
        for one, other in ((near, far), (far, near)):
            Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65536):
                other.sendall(data)
        for each in (one, other):
            _break(each)
            with self._lock:
                self._open.discard(each)


def _break(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()


@contextmanager
def line_to(url: str) -> Iterator[Line]:
    line = Line(int(url.rsplit(":", 1)[1]))
    try:
        yield line
    finally:
        line.close()
