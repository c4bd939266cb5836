"""The probe of a container believes the server's own word, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from backend.operations.probe import main


@contextmanager
def answering(status: int) -> Iterator[HTTPServer]:
    """A server that gives every request this answer."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def test_who_is_ready_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    with answering(200) as server:
        monkeypatch.setenv("IHR_PORT", str(server.server_port))
        assert main([]) == 0


def test_a_server_that_is_stopping_is_not_ready() -> None:
    with answering(503) as server:
        assert main([f"http://127.0.0.1:{server.server_port}/readyz"]) == 1


def test_one_of_several_is_enough_and_none_is_not() -> None:
    with answering(200) as server:
        address = f"http://127.0.0.1:{server.server_port}/readyz"
        assert main(["http://127.0.0.1:1/readyz", address]) == 0
    assert main([address]) == 1
