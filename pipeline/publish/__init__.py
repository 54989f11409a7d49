"""Turns rows into what is published: the database, the packages and the files that describe them.

`load.load` makes the database; from it, `package` writes the packages and their zips, `workbook` the workbook,
`graphml` the network, and `croissant` the description for catalogues; `checksums` lists the files. What is derived from
the models is read from files, so neither pandas nor Pandera is imported.
"""
