"""`make mutation`: change the code in small ways, run the tests that reach each change, list what none of them finds.

It works in a fresh copy of the project, `mutants/`: results of older tests do not count. What is changed
and which tests run, `[tool.mutmut]` in pyproject.toml says. In the environment, MODULES names modules or folders, such
as `pipeline.names` or `pipeline/forms`; ENDING has digits, of which only the mutants are tested whose number ends in
them: of each function one in ten, or in a hundred, since all of them take days; JOBS says how many mutants are tested
at once, by default as many as cores.
"""

from __future__ import annotations

import os
import shutil

from mutmut.__main__ import _run, collect_source_file_mutation_data
from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code

# pytest cannot even import its tests (255), or the mutant never ends: both are found.
FOUND = {"killed", "timeout"}


def main() -> None:
    modules = [name.removesuffix(".py").strip("/").replace("/", ".") for name in os.environ.get("MODULES", "").split()]
    patterns = [f"{module}.*{os.environ.get('ENDING', '')}" for module in modules or ["*"]]
    shutil.rmtree("mutants", ignore_errors=True)
    _run(patterns, int(os.environ.get("JOBS") or os.cpu_count() or 1))
    mutants, _ = collect_source_file_mutation_data(mutant_names=patterns)
    survivors = []
    for module, name, _ in mutants:
        status = status_by_exit_code[module.exit_code_by_key[name]]
        if status not in FOUND:
            survivors.append((module.path, name, status))
    for path, name, status in sorted(survivors):
        print(f"\n{path}: {name} ({status})")
        for line in get_diff_for_mutant(name, path=path).splitlines():
            if line.startswith(("-", "+")) and not line.startswith(("---", "+++")):
                print(line)
    print(f"\n{len(mutants)} mutants, {len(survivors)} of which no test finds")


if __name__ == "__main__":
    main()
