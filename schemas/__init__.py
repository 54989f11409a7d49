"""One model a table, and everything that is derived from the models."""
