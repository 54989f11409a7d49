"""The command `corpus`: an archive of texts, of any size, as tables in Parquet with a database of views over them.

`run.make` is the way in. `files` finds the texts and `parts` divides them into batches; `workers` has the batches done
in parallel, on one machine or many; `batch` writes the part of one batch, for which `document` turns each text into
rows, with its `language`; `watch` ends a worker that takes too long; `database` makes the views.
"""
