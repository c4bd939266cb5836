"""A file server for tests that can refuse, cut connections and remember what was asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


class FileServer(ThreadingHTTPServer):
    """Serves `files` (path → content), with ranges.

    `cut_after` closes the next connection after so many bytes of content; once it has, requests
    are refused while `refuse_after_cut` is set.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.files: dict[str, bytes] = {}
        self.cut_after: int | None = None
        self.refuse_after_cut = False
        self.refusing = False
        self.answering = Event()
        """HEAD requests wait for it."""
        self.answering.set()
        self.ranges: dict[str, list[str | None]] = {}
        """For each path, the Range header of every GET."""
        self.sent: dict[str, int] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: FileServer

    def do_HEAD(self) -> None:
        self.server.answering.wait()
        content = self.server.files.get(self.path)
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Length", str(len(content or b"")))
        self.end_headers()

    def do_GET(self) -> None:
        server = self.server
        content = server.files.get(self.path)
        asked = self.headers.get("Range")
        server.ranges.setdefault(self.path, []).append(asked)
        if content is None or server.refusing:
            self.send_error(404 if content is None else 503)
            return
        start = int(match[1]) if (match := re.match(r"bytes=(\d+)-", asked or "")) else 0
        self.send_response(206 if match else 200)
        if match:
            self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
        body = content[start:]
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if server.cut_after is not None:
            body = body[: server.cut_after]
            server.cut_after = None
            server.refusing = server.refuse_after_cut
            self.close_connection = True
        # Counted before: the client may look as soon as it has the last byte.
        server.sent[self.path] = server.sent.get(self.path, 0) + len(body)
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def file_server() -> Iterator[FileServer]:
    server = FileServer()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.answering.set()
        server.shutdown()
        server.server_close()
        thread.join()
