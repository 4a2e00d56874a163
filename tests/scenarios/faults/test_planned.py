"""A planned fault: what counts as its effect, and how often it is tried to put it in and take it out."""

import pytest

from scenarios import company, probes
from scenarios.document.parse import Document
from scenarios.faults import FAULTS, planned
from scenarios.faults.planned import fault_call, heal_fault, inject_fault, missing_effect, new_handle, plan_fault
from scenarios.probes import Reading
from scenarios.sandbox import EngineError, Spec
from scenarios.sandbox.fake import FakeSandbox
from tests.making import DOCUMENT

KIND = "container.kill"


@pytest.fixture
def dead():
    """A cache that is to be killed."""
    sandbox = FakeSandbox(Spec("box", company.load_company("unicorn_rentals"), "image"), 9000)
    call = fault_call(KIND, "cache", {}, sandbox=sandbox, handle=new_handle(), ttl=60, assets={})
    return plan_fault(KIND, call)


@pytest.fixture
def verb(monkeypatch):
    """Replaces a method of the fault kind."""
    return lambda name, does: monkeypatch.setattr(FAULTS[KIND], name, does, raising=False)


def document(**verify) -> Document:
    fault = {"id": "dead", "kind": KIND, "target": "cache", "ttl": "20m"}
    return Document.model_validate(DOCUMENT | {"faults": [fault | ({"verify": verify} if verify else {})]})


def missing(dead, **verify) -> str:
    described = document(**verify)
    return missing_effect(dead, described.faults[0], described, "http://127.0.0.1:9000")


def test_planning_touches_nothing_and_without_a_verify_the_kind_alone_is_asked(dead):
    assert dead.call.sandbox.calls == []
    assert missing(dead) == "the sandbox shows no sign of it"
    inject_fault(dead)
    assert missing(dead) == ""


@pytest.mark.parametrize(
    ("outcome", "expect", "said"),
    [
        ("fail", "fail", ""),
        ("ok", "ok", ""),
        ("ok", "fail", "browse should fail within 20 s and does not"),
        ("fail", "ok", "browse should ok within 20 s and does not"),
        ("error", "fail", "browse cannot be looked at: Nobody opens the door."),
        ("error", "ok", "browse cannot be looked at: Nobody opens the door."),
    ],
)
def test_an_effect_is_what_the_probe_should_say_and_an_error_is_never_one(dead, monkeypatch, outcome, expect, said):
    monkeypatch.setattr(probes, "read_probe_now", lambda use, **where: Reading(outcome, why="Nobody opens the door."))
    inject_fault(dead)
    assert missing(dead, probe="browse", expect=expect) == said


def test_what_the_probe_sees_is_no_effect_of_a_fault_that_is_not_in(dead, monkeypatch):
    monkeypatch.setattr(probes, "read_probe_now", lambda use, **where: Reading("fail", why="It snores."))
    assert missing(dead, probe="browse") == "the sandbox shows no sign of it"


@pytest.mark.parametrize("trouble", [EngineError("no way"), FileNotFoundError("no way")])
def test_a_place_that_cannot_be_asked_shows_no_effect(dead, verb, trouble):
    def refuse(call, recipe):
        raise trouble

    verb("verify", refuse)
    assert missing(dead) == "it cannot be looked at: no way"


def test_one_error_while_it_goes_in_is_tried_again_and_lasting_trouble_is_raised(dead, verb, monkeypatch):
    monkeypatch.setattr(planned, "BETWEEN_TRIES", 0)
    tries = []

    def busy(call, recipe):
        tries.append(call.handle)
        if len(tries) != planned.TRIES:
            raise EngineError("busy")

    verb("inject", busy)
    inject_fault(dead)
    assert tries == [dead.call.handle] * planned.TRIES
    with pytest.raises(EngineError, match="busy"):
        inject_fault(dead)


def test_it_counts_as_healed_only_when_nothing_is_left(dead, verb):
    inject_fault(dead)
    heal_fault(dead, within=0)
    assert dead.call.sandbox.statuses["cache"] == "running"
    verb("healed", lambda call, recipe: False)
    with pytest.raises(EngineError, match=r"container\.kill is still there after healing"):
        heal_fault(dead, within=0)


def test_a_container_that_just_comes_up_is_waited_for_and_its_trouble_told_if_it_stays(dead, verb):
    answers = iter([EngineError("it restarts"), True])

    def asked(call, recipe):
        if isinstance(said := next(answers, EngineError("it restarts for ever")), Exception):
            raise said
        return said

    verb("healed", asked)
    heal_fault(dead, within=60)
    with pytest.raises(EngineError, match="it restarts for ever"):
        heal_fault(dead, within=0)
