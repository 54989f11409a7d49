"""Serves the site to browsers on this machine: `make serve`."""

from __future__ import annotations

import os
import re
import socket
import sys
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pipeline.faults import Fault, Faults

HOST = "127.0.0.1"  # this machine only


class Server(ThreadingHTTPServer):
    """Goes on, and says nothing, where a browser wants no more of an answer."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Print the traceback of what nobody foresaw."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class Handler(SimpleHTTPRequestHandler):
    """Answers requests for part of a file, as DuckDB makes them, and shows the site's own page if nothing is found."""

    def translate_path(self, path: str) -> str:
        """Return the path of the file that is requested; NUL, which no path can contain, leads to no file."""
        return super().translate_path(path.replace("%00", "%FF").replace("\0", "%FF"))

    def guess_type(self, path: str | os.PathLike[str]) -> str:
        """Return the type of a file; without an encoding, a browser would guess that of a text."""
        found = super().guess_type(path)
        return f"{found}; charset=utf-8" if found.startswith("text/") else found

    def do_GET(self) -> None:
        """Send a file, or the requested part of it."""
        asked = re.fullmatch(r"bytes=(?:([0-9]+)-([0-9]*)|-([0-9]+))", self.headers.get("Range", ""))
        file = Path(self.translate_path(self.path))
        if asked is None or not file.is_file():
            super().do_GET()
            return
        data = file.read_bytes()
        first, last, from_end = asked.groups()
        start = int(first) if first else max(len(data) - int(from_end), 0)
        end = min(int(last or len(data)), len(data) - 1)
        if start > end:
            self.send_error(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            return
        self.send_response(HTTPStatus.PARTIAL_CONTENT)
        self.send_header("Content-Type", self.guess_type(str(file)))
        self.send_header("Content-Range", f"bytes {start}-{end}/{len(data)}")
        self.send_header("Content-Length", str(end + 1 - start))
        self.end_headers()
        self.wfile.write(data[start : end + 1])

    def end_headers(self) -> None:
        """Announce that parts can be requested, and that browsers must ask whether a page has changed."""
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Show the site's own page if a file is not found."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        data = page.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)


def run(folder: Path, port: str, host: str = HOST) -> None:
    """Serve a folder until interrupted. Raises Faults if it has no site, or if host or port are not available."""
    if not (folder / "index.html").is_file():
        raise Faults([Fault(f"{folder}/index.html", None, "is not there", "run `make site`")])
    if not port.isdecimal() or int(port) > 65535:
        raise Faults([Fault("serve", None, f"«{port}» is not a port", "give a number: make serve PORT=8000")])
    try:
        family, *_, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        server_type = type("Server", (Server,), {"address_family": family})
        server: Server = server_type(address, partial(Handler, directory=str(folder)))
    except OSError as error:
        remedy = "give another: make serve PORT=8001, or with HOST=address one of this machine"
        raise Faults(
            [Fault("serve", None, f"port {port} of {host} is not available: {error.strerror}", remedy)]
        ) from error
    with server:
        shown = f"[{host}]" if ":" in host else host
        print(f"the site is at http://{shown}:{server.server_port}/ until you press Ctrl-C", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
