"""Serve output/site/ to browsers until interrupted: on this machine only, unless another host is given."""

from __future__ import annotations

import argparse

from pipeline.commands.common import OUTPUT


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the port and the host."""
    parser.add_argument("--port", default="8000", help="by default, 8000")
    parser.add_argument(
        "--host", default="127.0.0.1", help="by default, 127.0.0.1; with 0.0.0.0, other machines can see it"
    )


def run(options: argparse.Namespace) -> int:
    """Serve the site; raises Faults."""
    from pipeline.site import serve

    serve.run(OUTPUT / "site", options.port, options.host)
    return 0
