"""How two CSV packages differ, with the standard library only.

There are three steps, each a module of plain functions: `load.load` reads each package, `compare.compare` compares the
two, and `show.show` writes the change log. `sentences` turns rows into sentences of a change log, and `retired` reads
what the curators say of keys that are gone. `notes` uses all of these to tell the curators, after a build, how the rows
of a changed page differ from the last ones.
"""
