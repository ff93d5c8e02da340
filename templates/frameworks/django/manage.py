#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line
from django.db import connections


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    execute_from_command_line(sys.argv)
    # Python 3.14 cannot join a pool's threads once it is going down.
    for connection in connections.all(initialized_only=True):
        connection.close_pool()  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
