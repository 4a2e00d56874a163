"""The hint ladder: what a player sees, what it costs, and that it costs that once."""

from datetime import timedelta

import pytest

from gameday.models import Activity
from scenarios.refusal import Refused
from scoring.help import hints
from scoring.ledger import ledger
from scoring.models import Entry, HintTaken, Objective, Standing
from scoring.referee import evaluation
from tests import making
from tests.making import NOW
from tests.scoring.test_ledger import in_threads


@pytest.fixture
def seated(dev, ops):
    """Both seats are taken, so that each has its own hints."""
    return dev, ops


def ladder(incident, player, now=NOW):
    return hints.hint_ladder(incident, player=player, now=now)


def take(incident, rung, player, now=NOW, **options):
    return hints.take_hint(incident, rung, player=player, now=now, **options)


def earn(team, points, key="earned"):
    ledger.write_entry(team, "revenue", points, key=f"{key}:{team.pk}", reason="hay", by="referee", now=NOW)


def charged(team):
    return list(Entry.objects.filter(team=team, kind="hint").values_list("points", flat=True))


def test_the_ladder_shows_title_and_price_before_the_text(incident, seated):
    first, second, third = ladder(incident, seated[0])
    assert (first.title, first.price, first.full_price, first.text, first.open_to_take) == ("Hint 1", 5, 5, "", True)
    assert (second.title, second.open_to_take) == ("Hint 2 for the Dev seat", False)
    assert second.reason == "Hint 1 comes first."
    assert (third.open_to_take, third.reason) == (False, "Only the Ops seat can unlock it. Ask across the table.")


def test_a_hint_that_is_taken_shows_its_text_to_the_whole_team_and_opens_the_next(incident, seated):
    dev, ops = seated
    take(incident, 0, dev)
    seen = ladder(incident, ops)[0]
    assert (seen.text, seen.taken) == ("Listen.", True)
    assert [rung.open_to_take for rung in ladder(incident, dev)] == [False, True, False]
    assert [rung.open_to_take for rung in ladder(incident, ops)] == [False, False, True]


def test_a_hint_is_charged_and_told(incident, team, dev):
    row = take(incident, 0, dev)
    assert (row.price, row.free, row.player) == (5, False, dev)
    assert charged(team) == [-5]
    assert Activity.objects.get(verb="hint").text == "Ada unlocked Hint 1 for 5 points"


def test_second_unlock_of_a_hint_costs_nothing(incident, team, seated):
    for player in seated:
        take(incident, 0, player)
    assert charged(team) == [-5]


@pytest.mark.django_db(transaction=True)
def test_eight_presses_at_once_are_charged_once(incident, team, seated):
    in_threads(*[lambda player=player: take(incident, 0, player) for player in seated * 4])
    assert charged(team) == [-5]
    assert HintTaken.objects.count() == 1
    assert Standing.objects.get(team=team).points == -5
    assert Activity.objects.filter(verb="hint").count() == 1


def test_a_hint_cannot_be_skipped(incident, team, seated):
    with pytest.raises(Refused, match="Hint 1 comes first"):
        take(incident, 1, seated[0])
    assert charged(team) == []


def test_another_seat_s_hint_is_refused(incident, seated):
    take(incident, 0, seated[0])
    with pytest.raises(Refused, match="Only the Ops seat"):
        take(incident, 2, seated[0])


def test_a_lone_player_may_take_both_seats_hints(incident, dev):
    for rung in range(3):
        take(incident, rung, dev)
    assert HintTaken.objects.count() == 3


def test_a_hint_that_is_not_there_is_refused(incident, dev):
    with pytest.raises(Refused, match="There is no such hint"):
        take(incident, 9, dev)


@pytest.mark.parametrize(
    ("state", "sentence"), [("paused", "is paused"), ("finished", "is over"), ("lobby", "not started")]
)
def test_no_hint_is_charged_while_the_clock_stands(incident, team, dev, state, sentence):
    incident.gameday.state = state
    with pytest.raises(Refused, match=sentence):
        take(incident, 0, dev)
    assert charged(team) == []


def test_no_hint_is_sold_for_an_incident_that_is_closed(incident, dev):
    incident.state = "resolved"
    with pytest.raises(Refused, match="resolved"):
        take(incident, 0, dev)


def test_a_team_behind_the_median_pays_half_and_far_behind_nothing(incident, team, rivals, dev):
    third = making.make_team(team.gameday)
    for other in (rivals, third):
        earn(other, 1000)
    earn(team, 700)
    assert [(rung.price, rung.full_price) for rung in ladder(incident, dev)] == [(3, 5), (5, 10), (10, 20)]
    earn(team, -400, "worse")
    assert [rung.price for rung in ladder(incident, dev)] == [0, 0, 0]
    take(incident, 0, dev)
    assert charged(team) == []


def test_catching_up_can_be_switched_off(incident, team, rivals, dev):
    earn(rivals, 1000)
    earn(team, 1)
    incident.gameday.catch_up = False
    assert [rung.price for rung in ladder(incident, dev)] == [5, 10, 20]


def test_a_price_that_rose_since_it_was_shown_is_not_charged(incident, team, rivals, dev):
    earn(rivals, 1000)
    earn(team, 600)
    shown = ladder(incident, dev)[0]
    assert shown.price == 3
    earn(team, 400, "better")
    assert ladder(incident, dev)[0].price == 5
    assert take(incident, 0, dev, quote=shown.quote).price == 3


def test_a_price_that_fell_since_it_was_shown_is_charged_as_it_is_now(incident, team, rivals, dev):
    earn(rivals, 1000)
    earn(team, 1000)
    shown = ladder(incident, dev)[0]
    earn(team, -400, "worse")
    assert (shown.price, take(incident, 0, dev, quote=shown.quote).price) == (5, 3)


@pytest.mark.parametrize("quote", ["", "0", "WzEsMCwwXQ:forged:signature", "\x00", "[1,0,0]"])
def test_a_forged_quote_is_worth_nothing(incident, team, dev, quote):
    assert take(incident, 0, dev, quote=quote).price == 5


def test_a_quote_is_good_for_its_own_hint_only(incident, team, rivals, dev):
    earn(rivals, 1000)
    cheap = ladder(incident, dev)[0].quote
    earn(team, 1000)
    other = making.make_incident(team, incident.scenario)
    assert take(other, 0, dev, quote=cheap).price == 5


def test_a_hint_is_not_offered_once_its_objective_is_met(team, dev):
    hint = {"cost": 5, "text": "It is the storefront.", "unless": "named"}
    incident = making.make_incident(team, making.make_scenario(document={"hints": [hint]}))
    assert [rung.index for rung in ladder(incident, dev)] == [0]
    Objective.objects.create(incident=incident, key="named", met_at=NOW)
    assert ladder(incident, dev) == []
    with pytest.raises(Refused):
        take(incident, 0, dev)


def test_a_facilitator_gives_a_hint_for_free_and_out_of_order(incident, team, dev):
    row = hints.give_hint(incident, 2, by="walter", now=NOW)
    assert (row.price, row.free, row.player) == (0, True, None)
    assert charged(team) == []
    assert Activity.objects.get(verb="hint").text == "walter gives Hint 3 for the Ops seat for free"
    with pytest.raises(Refused, match="has hint 3 of “The sleepy shop” already"):
        hints.give_hint(incident, 2, by="walter", now=NOW)


def test_a_facilitator_cannot_give_a_hint_that_does_not_exist(incident):
    with pytest.raises(Refused, match="has 3 hints; there is no number 8"):
        hints.give_hint(incident, 7, by="walter", now=NOW)


def test_a_team_that_is_stuck_gets_one_hint_for_free(incident, team, dev):
    evaluation.prepare_objectives(NOW)
    late = NOW + timedelta(minutes=16)  # estimate 10 minutes, nothing done, nothing improved
    gift, paid, _ = ladder(incident, dev, late)
    assert (gift.price, gift.full_price, gift.open_to_take) == (0, 5, True)
    assert "on the house" in gift.reason
    assert paid.price == 10
    assert take(incident, 0, dev, late).free is True
    assert [rung.price for rung in ladder(incident, dev, late)][1:] == [10, 20]
    assert charged(team) == []


def test_the_ladder_takes_as_many_queries_for_three_hints_as_for_one(team, dev, django_assert_num_queries):
    short = making.make_incident(team, making.make_scenario(document={"hints": [{"cost": 5, "text": "Listen."}]}))
    long = making.make_incident(team)
    for incident, rungs in ((short, [0]), (long, [0, 1, 2])):
        with django_assert_num_queries(4):
            assert [rung.index for rung in ladder(incident, dev)] == rungs
        with django_assert_num_queries(10):
            ladder(incident, dev, NOW + timedelta(minutes=6))
