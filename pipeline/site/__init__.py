"""The site: what was published, as pages to read, made from `output/` alone and written to `output/site/`."""
