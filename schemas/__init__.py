"""The models, one for each table, and everything that is derived from them.

Start with `facts.py`: the tables of what the page says. `page.py`, `entities.py`, `instruments.py` and `views.py` have
the other models, `corpus.py` those of a corpus; `tables.py` lists them all. `base.py`, `checks.py` and `values.py` are
what models are made of. `arrow.py`, `ddl.py`, `diagram.py`, `dictionary.py` and `table_schema.py` each derive one thing
from the models, and `__main__.py` writes all of it to a folder.
"""
