"""Shows the site in a browser of this machine: `make serve`."""

from __future__ import annotations

import socket
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from pipeline.faults import Fault, Faults

HOST = "127.0.0.1"  # this machine only


def run(folder: Path, port: str, host: str = HOST) -> None:
    """Serve a folder until interrupted. Raises Faults if there is no site in it, or host or port cannot be had."""
    if not (folder / "index.html").is_file():
        raise Faults([Fault(f"{folder}/index.html", None, "is not there", "run `make site`")])
    if not port.isdecimal() or int(port) > 65535:
        raise Faults([Fault("serve", None, f"«{port}» is not a port", "give a number: make serve PORT=8000")])
    try:
        family, *_, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        server_type = type("Server", (ThreadingHTTPServer,), {"address_family": family})
        server: ThreadingHTTPServer = server_type(address, partial(SimpleHTTPRequestHandler, directory=str(folder)))
    except OSError as error:
        remedy = "give another: make serve PORT=8001, or with HOST=address one of this machine"
        raise Faults(
            [Fault("serve", None, f"port {port} of {host} cannot be had: {error.strerror}", remedy)]
        ) from error
    with server:
        shown = f"[{host}]" if ":" in host else host
        print(f"the site is at http://{shown}:{server.server_port}/ until you press Ctrl-C", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()
