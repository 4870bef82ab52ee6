#!/usr/bin/env python
"""Django's commands. In a clone with nothing configured they use the demo's own engines."""

from __future__ import annotations

import os
import sys

NEED_NO_DATABASE = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "spectacular",
    "startapp",
    "version",
}


def prepare(arguments: list[str]) -> None:
    """Fills in what a clone does not set; a deployment (anything set) is left alone."""
    from config import embedded
    from config.demo_environment import DemoFolders, fill_environment, is_clone_without_settings

    if not is_clone_without_settings():
        return
    fill_environment()
    command = next((part for part in arguments if not part.startswith("-")), "help")
    if command in NEED_NO_DATABASE or {"--help", "-h", "--version"} & set(arguments):
        os.environ["DATABASE_URL"] = "postgresql://csp_login@127.0.0.1:1/none"
        return
    try:
        embedded.ensure_running(DemoFolders().engines)
    except embedded.EngineError as problem:
        sys.stderr.write(f"{problem}\n")
        raise SystemExit(1) from problem


def main() -> None:
    """Runs the command named in the arguments."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    prepare(sys.argv[1:])
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
