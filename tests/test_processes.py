"""A process that ends while it is looked at has ended, and is no error."""

import subprocess
from pathlib import Path

import pytest

from tests import processes


def test_a_child_is_seen_until_it_has_ended():
    with subprocess.Popen(["sleep", "600"]) as child:
        here = processes.state_and_parent(child.pid)[1]
        assert processes.children(here)[child.pid][:2] == ["sleep", "600"]
        assert not processes.has_ended(child.pid)
        child.kill()
    assert processes.has_ended(child.pid)
    assert processes.state_and_parent(child.pid) == ("", 0)


@pytest.mark.parametrize("error", [FileNotFoundError, ProcessLookupError])
def test_one_that_ends_before_its_file_is_read_is_no_error(monkeypatch, error):
    def gone(path):
        raise error

    monkeypatch.setattr(Path, "read_text", gone)
    assert processes.has_ended(1)
