"""The command `corpus`: an archive of texts, of any size, as tables in Parquet with a database over them.

`files` finds the texts, `document` reads one, `batch` writes a number of them, `workers` has batches written side by
side, on one machine or on many, `database` makes the views, and `run` is the whole of it.
"""
