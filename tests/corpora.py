"""What the tests of the corpus share: archives made by hand, and workers that are this process itself."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow
import pyarrow.parquet

from pipeline.corpus import run

TABLES = ("documents", "passages", "mentions", "citations")
# Three texts, in the three languages. Names and citations run over line ends; the French one lists Decisions.
ENGLISH = """\
Cooperation with other bodies

The Conference of the Parties has adopted Resolution
Conf. 12.4 (Rev. CoP18) on the cooperation with the Convention on Migratory
Species (CMS), which should be read with Decision 19.20 and which CMS has noted.
  It is not in Resolution Conf. 12.4, paragraph 2 a), that this has been said.
"""
FRENCH = """\
Coopération avec les autres organes
La Conférence des Parties a adopté la Résolution Conf. 12.4 (Rev. CoP19) sur la coopération avec le CMS,
et les Décisions 19.20 à 19.22 pour les espèces qui sont dans les eaux du large.
Décisions de la Conférence des Parties
17.55 (Rev. CoP19) Le Secrétariat est prié de faire rapport au Comité.
"""
SPANISH = """\
La Conferencia de las Partes ha examinado la Decisión 19.20, y el IUCN y la FAO han informado sobre las especies
que están en el mar, como lo pide la Resolución Conf. 9.6 (Rev.) para los Estados del Sur.
"""
ARCHIVE = {"CoP20/en.txt": ENGLISH, "CoP20/fr.txt": FRENCH, "es.txt": SPANISH}


def write(folder: Path, texts: dict[str, str | bytes]) -> Path:
    """Write files below a folder, packed if they are named so; return the folder."""
    for path, text in texts.items():
        data = text.encode() if isinstance(text, str) else text
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(gzip.compress(data) if isinstance(text, str) and path.endswith(".gz") else data)
    return folder


class Here:
    """Does each task at once, in this process."""

    lost = KeyError  # nothing is ever lost
    tries = 1

    def capacity(self) -> int:
        return 1

    def submit(self, function: Callable[..., Any], *arguments: object) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:  # noqa: BLE001 - whoever asks for the result gets it
            future.set_exception(error)
        return future


@contextmanager
def here() -> Iterator[Here]:
    yield Here()


def make(texts: Path, out: Path) -> run.Totals:
    """Make a corpus in this process."""
    return run.make(texts, out, here)


def table(out: Path, name: str) -> pyarrow.Table:
    """Return the rows of all parts of a table, in order."""
    return pyarrow.concat_tables([pyarrow.parquet.read_table(file) for file in sorted((out / name).glob("*.parquet"))])


def content(out: Path) -> dict[str, bytes]:
    """Return every file of a corpus by its path, without the records of the parts and the database, which names OUT."""
    files = [
        file for file in out.rglob("*") if file.is_file() and ".done" not in file.parts and file.suffix != ".duckdb"
    ]
    return {file.relative_to(out).as_posix(): file.read_bytes() for file in files}
