"""From the page to the packages: parse, then publish, which loads the rows; the checks run beside it."""
