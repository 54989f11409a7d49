"""The site: what was published, as web pages in `output/site/`, with `CHANGELOG.md` and `docs/use.md`.

`build.py` makes it: it reads what was published (`published.py`), renders every page (`pages.py`) and writes the files.
`annotated.py` and `markup.py` mark the facts in the page; `board.py` sorts the partners for the first page and for
`figure.py`; `bodies.py` and `instruments.py` collect what the pages of partners, Resolutions and Decisions show;
`questions.py` answers the questions in `questions.toml`; `citations.py` and `json_ld.py` say how to cite the dataset
and what search engines read; `search.py` and `words.py` choose words, and `notes.py` renders the documents; `serve.py`
shows the site on this machine.
"""
