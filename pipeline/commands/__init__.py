"""The commands: each is a module with its arguments and `run`, and its docstring is its help.

A command may import every room; no room imports a command. Libraries are imported in `run`, so that help is quick.
`common.py` is what they share.
"""
