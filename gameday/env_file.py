"""What a file like .env sets, read as docker-compose reads it. Empty is not set. gameday/configuration.py gives it types.

The one reader of such files: settings, `manage.py up` (gameday/operations/running) and, by `python -m gameday.env_file`, scripts.
"""

import os
import shlex
import sys
from collections.abc import Mapping, MutableMapping
from pathlib import Path

from dotenv import dotenv_values

OURS = "GAMEDAY_"


def read(path: Path) -> dict[str, str]:
    """What a file sets; nothing where there is no file."""
    return {name: value for name, value in dotenv_values(path).items() if value}


def fill(values: MutableMapping[str, str], path: Path) -> None:
    """Set what the file sets and these values do not. What is ours and empty is taken away: some look only whether it is there."""
    values.update({name: value for name, value in read(path).items() if not values.get(name)})
    for name in empty(values):
        del values[name]


def empty(values: Mapping[str, str]) -> list[str]:
    """The names that begin with GAMEDAY_ and are set to nothing."""
    return [name for name, value in values.items() if name.startswith(OURS) and not value]


def main(path: Path) -> None:
    """Print what a shell has to evaluate in order to be set as .env says."""
    found = {name: value for name, value in read(path).items() if not os.environ.get(name)}
    lines = [f"export {name}={shlex.quote(value)}\n" for name, value in found.items()]
    lines += [f"unset {name}\n" for name in empty(os.environ) if name not in found]
    print("".join(lines), end="")


if __name__ == "__main__":
    main(Path(sys.argv[1] if sys.argv[1:] else ".env"))
