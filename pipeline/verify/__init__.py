"""Checks what was published, using nothing else: nothing in it is trusted, and nothing is built.

`output.run` is the way in. `files` copies what is given and checks its checksums; `descriptor` checks what a package
says of itself, `declarations` what the database declares, and `rows` the rows of both, by the rules of
`pipeline.check`. The files are also compared with what `pipeline.publish` would write.
"""
