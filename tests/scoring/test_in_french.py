"""A whole game in French and the same game in English: what is counted does not depend on what is spoken."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import translation

from gameday.incidents import incidents
from gameday.models import GameDay, Player, Team
from gameday.sandboxes import provisioning
from scenarios.probes.base import Reading
from scoring.help import hints, resets
from scoring.ledger import ledger, standings
from scoring.models import Entry, EntryKind, Objective, Standing
from scoring.referee import customers, evaluation, objectives
from scoring.referee import tick as referee
from tests import making
from tests.gameday.conftest import Day, day, spec_of  # noqa: F401
from tests.making import NOW

WELL, FAILS = Reading("ok", 20), Reading("fail", 20, "500")


def after(seconds):
    return NOW + timedelta(seconds=seconds)


@dataclass
class Game:
    """One game day with two teams. `met`: what the first team's customers meet; the second team's shop is always well."""

    gameday: GameDay
    team: Team
    rivals: Team
    dev: Player
    ops: Player
    met: Reading = WELL

    def walk(self, shops, patience):
        """The customers, whose readings do not depend on how busy this machine is."""
        yield [self.visit(shop) for shop in sorted(shops, key=lambda shop: shop.team_id)]

    def visit(self, shop):
        met = self.met if shop.team_id == self.team.pk else WELL
        return customers.Visit(shop.team_id, dict.fromkeys(customers.WALKS, met), dict.fromkeys(shop.extra, met))

    def tick(self, seconds):
        assert referee.play_tick(self.gameday, after(seconds))


def start(day, language):  # noqa: F811
    gameday = making.running_gameday(language=language)
    team, rivals = (making.make_team(gameday, name=name) for name in ("Gilded Hooves", "Neigh Sayers"))
    for each in (team, rivals):
        row = making.make_sandbox(each, day.host)
        day.engine.provision(spec_of(row.handle))
    return Game(gameday, team, rivals, *(making.make_player(team, role, name=role) for role in ("dev", "ops")))


def play(game):
    """Every verb that writes a line, in one story."""
    burns_and_is_mended(game)
    burns_and_is_voided(game)
    row = provisioning.sandbox_of(game.team)
    price = resets.service_reset_offer(row, "cache", provisioning.driver_of(row).states()["cache"].container)
    resets.reset_service(game.ops, "cache", price.quote, now=after(60))
    ledger.adjust_points(game.rivals, 7, reason="neat", by="walter", now=after(61))
    game.met = FAILS
    game.tick(65)
    ledger.void_window(game.gameday, after(62), after(66), reason="the gateway fell over", by="walter", now=after(67))


def burns_and_is_mended(game):
    incident = making.make_incident(game.team)
    game.tick(0)
    hints.take_hint(incident, 0, player=game.dev, now=after(1))
    objectives.answer_objective(row(incident, "named"), "storefront", player=game.dev, now=after(2))
    for second in (5, 11, 16):  # a customer is well for longer than the objective asks, whatever a tick takes
        game.tick(second)
    for player in (game.dev, game.ops):
        objectives.turn_key(row(incident, "released"), player=player, now=after(20))


def burns_and_is_voided(game):
    incident = making.make_incident(game.team, now=after(30))
    game.met = FAILS
    game.tick(35)
    hints.take_hint(incident, 0, player=game.dev, now=after(36))
    game.met = WELL
    incidents.void_incident(incident, why="wrong cable", by="walter", now=after(40))
    referee.reverse_voided_incidents(after(41))


def row(incident, key):
    evaluation.prepare_objectives(NOW)
    return Objective.objects.get(incident=incident, key=key)


def lines(game):
    """The ledger, with what the database counts over all games counted within this one."""
    rows = list(Entry.objects.filter(gameday=game.gameday).select_related("team", "reverses").order_by("id"))
    entries = {str(entry.pk): str(index) for index, entry in enumerate(rows)}
    others = {str(each.pk): each.name for each in (game.team, game.rivals)}
    others |= {str(each.pk): f"incident {index}" for index, each in enumerate(game.gameday.incidents.order_by("id"))}
    return [
        (entry.kind, entry.points, entry.team.name, key_of(entry, entries, others), bool(entry.incident_id), entry.by)
        for entry in rows
    ]


def key_of(entry, entries, others):
    """The key without ids that come by chance or from other games. An entry and an incident may have the same one."""
    kind, *about = entry.key.split(":")
    if kind in ("adjustment", "reset"):
        return kind
    number = entries if entry.kind == EntryKind.REVERSAL else others
    return ":".join([kind, number[about[0]], *about[1:]])


def places(game):
    rows = Standing.objects.filter(gameday=game.gameday).order_by("team__position")
    return list(rows.values_list("team__name", "points", "revenue", "resolved", "rank"))


@pytest.fixture
def games(day, monkeypatch):  # noqa: F811
    """The same game played in both languages, where the reader's language is that of the game day."""
    played = {}
    for language in ("en", "fr"):
        game = played[language] = start(day, language)
        monkeypatch.setattr(customers, "walk_shops", game.walk)
        with translation.override(language):
            play(game)
    return played


def test_a_game_in_french_is_the_same_game(games):
    assert lines(games["fr"]) == lines(games["en"])
    assert {kind for kind, *_ in lines(games["fr"])} == {
        "revenue",
        "objective",
        "speed",
        "hint",
        "adjustment",
        "reversal",
        "reset",
    }
    assert places(games["fr"]) == places(games["en"])
    assert places(games["fr"])[0][2] == 4 * 10  # what failed was given back: with its incident, and with the window
    for game in games.values():
        assert standings.verify_standings(game.gameday) == []


def test_reasons_are_told_in_the_language_of_the_game_day(games):
    french, english = (
        set(Entry.objects.filter(gameday=games[language].gameday).values_list("reason", flat=True))
        for language in ("fr", "en")
    )
    in_the_scenarios_language = {f"The sleepy shop: {goal}" for goal in ("What sleeps?", "Awake", "Released")}
    assert french & english == {"neat", *in_the_scenarios_language}
    assert len(french) == len(english)
