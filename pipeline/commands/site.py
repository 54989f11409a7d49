"""Make a site of what is in output/, as output/site/."""

from __future__ import annotations

import argparse

from pipeline import ROOT
from pipeline.commands.common import BUILD, OUTPUT, write_output


def arguments(parser: argparse.ArgumentParser) -> None:
    """It has none."""


def run(options: argparse.Namespace) -> int:
    """Make the site, and print what was done; raises Faults."""
    return write_output("site", _site)


def _site() -> str:
    from pipeline.site import build

    return build.run(ROOT, OUTPUT, BUILD)
