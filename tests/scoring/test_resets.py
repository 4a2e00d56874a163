"""Reset to known-good: its price, charged once, and what it does to incidents. On an engine in memory."""

from datetime import timedelta

import pytest

from gameday.console import services
from gameday.console.services import ConsoleVerb
from gameday.incidents import injections
from gameday.models import GameDay, Sandbox
from gameday.sandboxes import provisioning
from scenarios.refusal import Refused
from scoring import rules
from scoring.help import resets
from scoring.models import Entry, Objective
from scoring.referee import evaluation, shops
from tests import making
from tests.gameday.conftest import burning, day, draft, running  # noqa: F401
from tests.gameday.conftest import fresh as again


@pytest.fixture
def ops(burning):  # noqa: F811
    team = burning[0].team
    making.make_player(team, "dev", name="Ada")
    return making.make_player(team, "ops", name="Edsger")


@pytest.fixture
def box(day, ops):  # noqa: F811
    return day.box(ops.team)


def row_of(player) -> Sandbox:
    row = provisioning.sandbox_of(player.team)
    assert row is not None
    return row


def quote(player, role: str) -> str:
    row = row_of(player)
    state = provisioning.driver_of(row).states()[role]
    return resets.service_reset_offer(row, role, state.container).quote


def charged() -> list[int]:
    return list(Entry.objects.filter(kind__in=["reset", "reversal"]).order_by("id").values_list("points", flat=True))


def test_a_reset_makes_a_new_container_and_costs_its_price(day, ops, box):  # noqa: F811
    resets.reset_service(ops, "cache", quote(ops, "cache"), now=day.now)
    assert ("recreate", "cache") in box.calls
    assert box.statuses["cache"] == "running"
    assert charged() == [-rules.RESET_SERVICE]


def test_the_same_reset_pressed_twice_is_charged_once(day, ops, box):  # noqa: F811
    shown = quote(ops, "cache")
    resets.reset_service(ops, "cache", shown, now=day.now)
    with pytest.raises(Refused, match="Nothing more was charged"):
        resets.reset_service(ops, "cache", shown, now=day.now)
    assert charged() == [-rules.RESET_SERVICE]
    assert box.calls.count(("recreate", "cache")) == 1


def test_a_fault_that_a_reset_removes_is_credited_to_nobody(day, ops, burning):  # noqa: F811
    evaluation.prepare_objectives(day.now)
    resets.reset_service(ops, "cache", quote(ops, "cache"), now=day.now)
    day.tick(1)
    injection = burning[0].injections.get()
    assert (injection.state, injection.healed_by) == ("healed", "reset")
    awake = Objective.objects.get(incident=burning[0], key="awake")
    assert not evaluation.is_earnable(awake)
    assert evaluation.is_earnable(Objective.objects.get(incident=burning[0], key="named"))


def test_a_fault_that_was_mended_before_a_reset_is_credited_to_the_team(day, ops, box, burning):  # noqa: F811
    services.pull_lever(ops, "cache", ConsoleVerb.START, now=day.now)
    resets.reset_service(ops, "cache", quote(ops, "cache"), now=day.now)
    assert burning[0].injections.get().healed_by == "players"


def test_a_reset_that_does_not_work_gives_its_price_back(day, ops, box, monkeypatch):  # noqa: F811
    def refuse(role):
        raise OSError("no space left")

    monkeypatch.setattr(box, "recreate", refuse)
    with pytest.raises(Exception, match="given back"):
        resets.reset_service(ops, "cache", quote(ops, "cache"), now=day.now)
    assert charged() == [-rules.RESET_SERVICE, rules.RESET_SERVICE]


def test_after_a_reset_that_did_not_work_the_next_is_charged_again(day, ops, box, monkeypatch):  # noqa: F811
    def refuse(role):
        raise OSError("no space left")

    with monkeypatch.context() as full:
        full.setattr(box, "recreate", refuse)
        with pytest.raises(Exception, match="given back"):
            resets.reset_service(ops, "cache", quote(ops, "cache"), now=day.now)
    resets.reset_service(ops, "cache", quote(ops, "cache"), now=day.now)
    assert charged() == [-rules.RESET_SERVICE, rules.RESET_SERVICE, -rules.RESET_SERVICE]
    assert box.calls.count(("recreate", "cache")) == 1


def test_a_reset_that_was_cut_off_is_paid_for_and_can_be_pressed_again(day, ops, box, monkeypatch):  # noqa: F811
    def killed(role):
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(box, "recreate", killed)
        with pytest.raises(SystemExit):
            resets.reset_service(ops, "cache", quote(ops, "cache"), now=day.now)
    resets.reset_service(ops, "cache", quote(ops, "cache"), now=day.now)
    assert charged() == [-rules.RESET_SERVICE]
    assert box.calls.count(("recreate", "cache")) == 1


def test_the_dev_seat_resets_nothing(day, ops):  # noqa: F811
    dev = ops.team.players.get(role="dev")
    with pytest.raises(services.SeatRefused):
        resets.reset_service(dev, "cache", quote(ops, "cache"), now=day.now)
    with pytest.raises(services.SeatRefused):
        resets.reset_company(dev, resets.company_reset_offer(row_of(ops)).quote, now=day.now)
    assert charged() == []


def test_a_quote_of_another_service_buys_nothing(day, ops):  # noqa: F811
    with pytest.raises(Refused, match="nothing was charged"):
        resets.reset_service(ops, "cache", quote(ops, "db"), now=day.now)
    assert charged() == []


def test_resetting_everything_ends_the_incidents_and_closes_the_shop(day, ops, burning):  # noqa: F811
    old = row_of(ops)
    shown = resets.company_reset_offer(old).quote
    new = again(resets.reset_company(ops, shown, now=day.now))
    assert (new.by_choice, new.pk != old.pk, again(old).state) == (True, True, "gone")
    assert [again(incident).state for incident in burning] == ["expired", "live"]
    shop = shops.FoundShop(ops.team_id, new, practised=False, before={})
    closed = shops.unmeasured(shop, day.now)
    assert {reading.outcome for reading in closed.readings.values()} == {"fail"}
    late = shops.unmeasured(shop, day.now + timedelta(minutes=10))
    assert {reading.outcome for reading in late.readings.values()} == {"error"}
    with pytest.raises(Refused):
        resets.reset_company(ops, shown, now=day.now)
    assert charged() == [-rules.RESET_COMPANY]


def test_no_reset_in_a_pause_or_a_halt(day, ops):  # noqa: F811
    GameDay.objects.filter(pk=ops.gameday_id).update(halted_at=day.now)
    ops.refresh_from_db()
    with pytest.raises(Refused, match="halted"):
        resets.reset_service(ops, "cache", quote(ops, "cache"), now=day.now)
    GameDay.objects.filter(pk=ops.gameday_id).update(halted_at=None, state="paused")
    ops.refresh_from_db()
    with pytest.raises(Refused, match="paused"):
        resets.reset_service(ops, "cache", quote(ops, "cache"), now=day.now)
    assert charged() == []


def test_a_fault_of_another_service_that_a_reset_removes_is_credited_to_nobody(day, ops, burning, monkeypatch):  # noqa: F811
    """The dead cache comes up although another service was reset: nobody is paid for mending it."""
    row = row_of(ops)
    old = provisioning.recreate_container
    monkeypatch.setattr(
        resets.provisioning, "recreate_container", lambda row, role: (old(row, role), old(row, "cache"))
    )
    resets.reset_service(ops, "db", quote(ops, "db"), now=day.now)
    assert burning[0].injections.get().healed_by == "reset"
    assert injections.detect_mended_faults(row, day.now) == 0
