"""Writes what is derived from the models to a folder: `python -m schemas FOLDER`.

So what loads and publishes need not import the models, and Make remakes the files when a model changes.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pipeline import database
from pipeline.faults import Fault, broken_off
from pipeline.lock import exclusive
from schemas import derive


def write(folder: Path) -> None:
    """Write `empty.duckdb`, `resources.json`, `dictionary.md` and an Arrow schema for each published table.

    The first is a database that has everything but rows.
    """
    folder.mkdir(parents=True, exist_ok=True)
    resources = [derive.resource(name, model) for name, model in derive.PUBLISHED.items()]
    for old in folder.glob("empty.duckdb*"):  # one that was killed has left a log beside it
        old.unlink()
    connection = database.create(folder / "empty.duckdb")
    connection.execute(derive.ddl())
    database.close(connection)
    (folder / "dictionary.md").write_text(derive.dictionary(), "utf-8")
    for name, model in derive.PUBLISHED.items():
        (folder / f"{name}.arrow").write_bytes(derive.arrow_schema(model).serialize().to_pybytes())
    # Last, and in one step: that it is there tells Make that all of them are.
    partial = folder / "resources.partial"
    partial.write_text(json.dumps(resources, ensure_ascii=False, indent=2) + "\n", "utf-8")
    partial.replace(folder / "resources.json")


if __name__ == "__main__":
    match sys.argv[1:]:
        case [folder]:
            try:
                with exclusive(Path(folder).parent):
                    write(Path(folder))
            except OSError as error:  # a full disk, a folder that may not be written to
                sys.exit(str(broken_off(error, folder)))
            except database.Error as error:
                sys.exit(str(Fault(folder, None, database.problem(error), "mend that, and run it again")))
        case _:
            sys.exit("usage: python -m schemas FOLDER")
