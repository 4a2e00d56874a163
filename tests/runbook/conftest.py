"""A workbench with a runbook beside the storefront: real git in a folder of this machine."""

import subprocess
from pathlib import Path

import pytest

from tests.workshop.conftest import bench, browser_of, clean_redis, crew, git, here, home, others, repository  # noqa: F401

PAGE = """# The runbook

| role | without it |
| --- | --- |
| edge | nobody gets in |

## First look

    healthy   # on any role

## The door

```sh on edge
sv up nginx
```

See [the fire](fire.md) and [the till](../till.py).
"""


@pytest.fixture
def runbook(home) -> Path:  # noqa: F811
    """~/runbook, with README.md and fire.md in its one commit."""
    clone = home / "runbook"
    subprocess.run(["git", "init", "-q", "-b", "main", str(clone)], check=True)
    (clone / "README.md").write_text(PAGE)
    (clone / "fire.md").write_text("# Fire\n")
    git(clone, "add", "-A")
    git(clone, "commit", "-q", "-m", "What we know about the shop")
    return clone
