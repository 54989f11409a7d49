"""The rows become what is published: the database, the packages and the files that describe them.

It imports what is derived from the models as files, and so neither pandas nor Pandera.
"""
