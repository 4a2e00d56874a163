"""A single run of a scenario, as the pre-flight plays it."""

import pytest
from django.conf import settings

from scenarios import publishing
from scenarios.proof import residue
from scenarios.proof.single_run import play_once

pytestmark = pytest.mark.engine


def test_the_warm_up_is_played_once_and_nothing_of_it_is_left(sandbox):
    source = publishing.read_source(publishing.find_source("double-nap"))
    before, steps = residue.take_snapshot(sandbox), []
    play_once(source, sandbox, settings.PROBE_HOST, steps.append)
    assert steps == ["run-steady", "run-faults", "run-solution", "run-solution", "run-afterwards"]
    assert residue.residue_difference(before, residue.take_snapshot(sandbox)) == []


def test_what_ends_it_in_the_middle_leaves_no_fault_in(sandbox):
    source = publishing.read_source(publishing.find_source("double-nap"))
    before = residue.take_snapshot(sandbox)

    def cancelled(step):
        if step == "run-solution":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        play_once(source, sandbox, settings.PROBE_HOST, cancelled)
    assert residue.residue_difference(before, residue.take_snapshot(sandbox)) == []
