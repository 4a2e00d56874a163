#!/usr/bin/env python
"""Django's command line for Gameday."""

import os
import sys

from django.core.management import execute_from_command_line

from gameday.configuration import WrongSettings

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gameday.settings")
    try:
        execute_from_command_line(sys.argv)
    except WrongSettings as wrong:
        sys.exit(str(wrong))
