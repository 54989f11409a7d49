"""The command line of the pipeline; `make` calls it."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from importlib import import_module

from pipeline.commands.common import discard_output
from pipeline.faults import Fault, Faults, broken_off

# Each is a module in `pipeline.commands`.
COMMANDS = ("build", "site", "serve", "query", "verify", "pin", "diff", "cite", "corpus", "citation")


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code: 0, or 1 after one line for each fault, or 130 after Ctrl-C."""
    gc.set_threshold(100_000, 50, 50)  # there are many rows and patterns, and few reference cycles
    _open_streams()
    if sys.flags.optimize:  # docstrings are used as descriptions, and assertions as checks
        problem, remedy = "Python was told to leave out assertions or docstrings", "run it without PYTHONOPTIMIZE or -O"
        print(Fault("pipeline", None, problem, remedy), file=sys.stderr)
        return 1
    arguments = sys.argv[1:] if arguments is None else arguments
    for stream in (sys.stdout, sys.stderr):  # a terminal without some character of the page still shows the rest
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    command = arguments[0] if arguments else "pipeline"
    try:
        options = _options(arguments)
        code: int = options.run(options)
    except Faults as faults:
        print(faults, file=sys.stderr)
        return 1
    except OSError as error:
        print(broken_off(error, command), file=sys.stderr)
        try:
            sys.stdout.flush()
        except OSError:  # as on a full disk
            discard_output()
        return 1
    except KeyboardInterrupt:
        return _interrupted(command)
    except RuntimeError as error:
        if str(error) != "Query interrupted":  # what DuckDB makes of Ctrl-C
            raise
        return _interrupted(command)
    return code


def _interrupted(command: str) -> int:
    print(f"{command}: interrupted", file=sys.stderr)
    return 130


def _options(arguments: list[str]) -> argparse.Namespace:
    """Return the options of the command that was given; a wrong one is answered with the usage of that command."""
    parser, commands = _parser(*arguments[:1])
    options, unknown = parser.parse_known_args(arguments)
    if unknown:
        commands[options.command].error(f"unrecognized arguments: {' '.join(unknown)}")
    return options


def _open_streams() -> None:
    """Discard what is printed if a supervisor has closed the standard streams: it must not end up in other files.

    Standard input stays None, so that its readers can tell that it was closed.
    """
    for name, number in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            os.open(os.devnull, os.O_RDWR)  # this takes the lowest free number, which is the one just tested
            if number:
                setattr(sys, name, open(number, "w", encoding="utf-8", closefd=False))  # noqa: SIM115


def _parser(asked: str = "") -> tuple[argparse.ArgumentParser, dict[str, argparse.ArgumentParser]]:
    """Return a parser, and those of its commands: of the given one, to save the import of the others, or of all."""
    parser = argparse.ArgumentParser(prog="python -m pipeline", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in (asked,) if asked in COMMANDS else COMMANDS:
        module = import_module(f"pipeline.commands.{name}")
        words = (module.__doc__ or "").strip()
        command = commands.add_parser(
            name,
            help=words.partition("\n\n")[0].rstrip(".").replace("\n", " "),
            description=words,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.arguments(command)
        command.set_defaults(run=module.run)
    return parser, dict(commands.choices)


if __name__ == "__main__":
    sys.exit(main())
