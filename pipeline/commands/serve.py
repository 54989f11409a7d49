"""Show output/site/ in a browser of this machine, until interrupted."""

from __future__ import annotations

import argparse

from pipeline.commands.work import OUTPUT


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the port."""
    parser.add_argument("--port", default="8000", help="by default, 8000")


def run(options: argparse.Namespace) -> int:
    """Serve the site; raises Faults."""
    from pipeline.site import serve

    serve.run(OUTPUT / "site", options.port)
    return 0
