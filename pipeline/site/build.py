"""Writes the site to a folder of its own, and then replaces `output/site/` by it in one step."""

from __future__ import annotations

import shutil
from pathlib import Path

from pipeline.database import FILE, open_read_only
from pipeline.site import pages
from pipeline.site.published import read
from pipeline.swap import swap

ASSETS = ("site.css", "site.js", "icon.svg")


def run(root: Path, output: Path, build: Path) -> str:
    """Make the site of the folder `output` in its subfolder `site`; return what was done.

    Raises Faults, and leaves the site as it was, if a file in `output` differs from what was published.
    """
    published = read(output)
    changelog, use = (file.read_text("utf-8") for file in (root / "CHANGELOG.md", root / "docs/use.md"))
    connection = open_read_only(output / FILE)
    rendered = pages.render(published, connection, changelog, use)
    connection.close()
    new = build / "site.partial"
    shutil.rmtree(new, ignore_errors=True)
    for path, text in rendered.items():
        file = new / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="\n")
    for name in ASSETS:
        shutil.copyfile(pages.HERE / "assets" / name, new / name)
    for download in published.files:  # under their paths, so that `sha256sum -c SHA256SUMS` works there too
        target = new / "downloads" / download.path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(output / download.path, target)
    swap(new, output / "site")
    return f"{len(rendered)} pages and {len(published.files)} downloads in {output / 'site'}"
