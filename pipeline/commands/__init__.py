"""The commands: each is a module whose docstring is its help, with its arguments and `run`.

A command may import every room; no room imports a command. Libraries are imported in `run`, so that help is quick.
"""
