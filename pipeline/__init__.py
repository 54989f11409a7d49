"""The stages from the page to the packages: parse, validate, load, publish."""
