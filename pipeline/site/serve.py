"""Shows the site in a browser of this machine: `make serve`."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pipeline.faults import Fault, Faults

HOST = "127.0.0.1"  # this machine only


def run(folder: Path, port: str) -> None:
    """Serve a folder until interrupted. Raises Faults if there is no site in it, or that port cannot be had."""
    if not (folder / "index.html").is_file():
        raise Faults([Fault(f"{folder}/index.html", None, "is not there", "run `make site`")])
    if not port.isdecimal() or int(port) > 65535:
        raise Faults([Fault("serve", None, f"«{port}» is no port", "give a number: make serve PORT=8000")])
    try:
        server = ThreadingHTTPServer((HOST, int(port)), partial(SimpleHTTPRequestHandler, directory=str(folder)))
    except OSError as error:
        remedy = "give another: make serve PORT=8001"
        raise Faults([Fault("serve", None, f"port {port} cannot be had: {error.strerror}", remedy)]) from error
    with server:
        print(f"the site is at http://{HOST}:{server.server_port}/ until you press Ctrl-C", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
