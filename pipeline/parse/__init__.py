"""Turns `raw/` into rows: the page is divided into passages, and each sentence is read by a form.

`rows.parse` is the way in. `page` divides the page into sections and passages, and `sections` reads the sentences of a
section by `forms/`, which are written in `patterns`; `sentence` is a matched sentence, and `reading` the rows so far.
`errata` finds the errors of the page, `taken_out` says what no erratum may take out, and `corrected` has the lines as
they should read; `ignored` finds words that are passed over; `wording` and `vocabulary` say what free text may contain;
`coverage` accounts for each character, `tables` makes the rows that need no reading, and `notes` the notes of a build.
No library is imported, so that an error of the page is reported at once.
"""
