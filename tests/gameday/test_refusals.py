"""What a verb refuses is said to the person: no button of any page answers with a failure while the engine is away."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from gameday.access import SESSION_KEY
from gameday.console import services
from gameday.event.verbs import VERBS
from gameday.models import ChatLine, Host, Message, Note, Recording, Sandbox, ScheduledMessage
from gameday.preparing.sheet_views import SHEETS
from gameday.sandboxes import hosts
from gameday.workshop.views import ACTS
from scenarios.sandbox import engine_for
from scoring.afterwards.awards import pages as awards
from scoring.afterwards.awards.views import DIRECTIONS
from scoring.afterwards.debrief import pages as debrief
from scoring.afterwards.debrief.views import FILES
from scoring.afterwards.film import pages as film
from scoring.afterwards.recap import pages as recap
from scoring.afterwards.results import pages as results
from scoring.afterwards.souvenirs import pages as souvenirs
from scoring.afterwards.souvenirs import sheets
from scoring.afterwards.souvenirs.views import CERTIFICATE_SHAPES, POSTER_SHAPES
from scoring.afterwards.survey import pages as survey
from scoring.help import resets
from scoring.models import (
    ActionItem,
    Award,
    AwardKind,
    DebriefColumn,
    DebriefNote,
    HelpCall,
    Objective,
    PreparedAnswer,
    Recap,
    StatusUpdate,
)
from scoring.pages.control import team_room
from scoring.pages.control import views as control
from scoring.pages.control.director import ACTS as DIRECTOR_ACTS
from scoring.pages.team import views as play
from scoring.urls import audit_urls, control_urls
from tests import making
from tests.gameday.conftest import spec_of

AWAY = "No host has room for one more sandbox"
STAFF = (
    "admin:",
    "scoring:control",
    "gameday:terminal-look",
    "gameday:terminal-overview",
    "gameday:catalogue",
    "gameday:prepare",
)
CONTROL = {f"scoring:{entry.name}" for entry in [*control_urls, *audit_urls]}

PLAYERS_ALONE = {
    f"scoring:{name}" for name in ("recap-show-line", "recap-hide-line", "survey-hand-in", "souvenirs-keep")
}
AFTERWARDS = {
    f"scoring:{entry.name}"
    for room in (awards, debrief, film, recap, results, souvenirs, survey)
    for entry in room.urlpatterns
} - PLAYERS_ALONE


class Stage:
    """A game day with a team whose engine is away, and a browser of everybody who may press something."""

    def __init__(self, url: str) -> None:
        self.host = Host.objects.create(name="local", url=url)
        self.gameday = making.running_gameday()
        self.team = making.make_team(self.gameday, name="Hooves")
        self.row = making.make_sandbox(self.team, self.host)
        self.player = making.make_player(self.team, "dev", name="Ada")  # alone: both seats are theirs
        self.incident = making.make_incident(self.team)
        self.objective = Objective.objects.create(incident=self.incident, key="named")
        self.note = Note.objects.create(
            incident=self.incident, player=self.player, kind="hypothesis", text="Hay", at=making.NOW
        )
        self.round = making.make_round(self.gameday, self.incident.scenario)
        self.message = Message.objects.create(gameday=self.gameday, text="Eat", at=making.NOW)
        self.later = ScheduledMessage.objects.create(
            gameday=self.gameday, text="Swap", made_at=making.NOW, send_after=timedelta(minutes=90)
        )
        self.told = StatusUpdate.objects.create(
            objective=self.objective, player=self.player, text="Hay", at=making.NOW, verdict="declined"
        )
        self.take_home()
        engine = engine_for(url)
        engine.down = False
        engine.provision(spec_of(self.row.handle))
        engine.down = True
        hosts.refresh_host(self.host, making.NOW)
        self.facilitator, self.seated = Client(raise_request_exception=False), Client(raise_request_exception=False)
        self.facilitator.force_login(get_user_model().objects.create_superuser("walter"))
        session = self.seated.session
        session[SESSION_KEY] = self.player.token
        session.save()
        self.sessions = {
            each: {name: cookie.value for name, cookie in each.cookies.items()}
            for each in (self.facilitator, self.seated)
        }

    def take_home(self) -> None:
        """What there is after the day, with the recap open for players."""
        Recap.objects.create(gameday=self.gameday, opened_at=making.NOW)
        about = {"gameday": self.gameday, "team": self.team, "at": making.NOW}
        self.line = ChatLine.objects.create(team=self.team, player=self.player, role="dev", text="Hay?", at=making.NOW)
        self.recording = Recording.objects.create(
            team=self.team, player=self.player, name="Ada", service="db", shell="s1", started_at=making.NOW
        )
        self.award = Award.objects.create(kind=AwardKind.CUSTOM, title="Best hay", reason="It was dry.", **about)
        self.call = HelpCall.objects.create(team=self.team, player=self.player, at=making.NOW)
        self.prepared = PreparedAnswer.objects.create(gameday=self.gameday, text="Eat")
        self.thought = DebriefNote.objects.create(column=DebriefColumn.SAW, text="Hay", by="Ada", **about)
        self.item = ActionItem.objects.create(text="Dry the hay", by="Ada", **about)

    def browser(self, route: str) -> Client:
        """The browser of the person who has this button, logged in even after signing out."""
        found = self.facilitator if route.startswith(STAFF) or route in CONTROL | AFTERWARDS else self.seated
        found.cookies.load(self.sessions[found])
        return found

    def values(self, route: str, name: str) -> list[object]:
        """The values in the address of a route. A KeyError means that the route is new: add its values here."""
        if route.startswith("admin:") and name in ("pk", "object_id", "id"):
            return [self.admin_row(route)]
        if (route, name) in VALUES:
            return list(VALUES[route, name])
        pks = {"incident": self.incident, "objective": self.objective, "team": self.team, "player": self.player}
        pks |= {"note": self.note, "message": self.message, "round": self.round}
        pks |= {"award": self.award, "recording": self.recording, "thought": self.thought, "item": self.item}
        pks |= {"call": self.call, "later": self.later, "told": self.told, "prepared": self.prepared}
        if name == "line":
            return [self.line.pk]
        if name == "pk":
            return [pks[PK[route]].pk]
        own = {"slug": self.gameday.slug, "code": self.gameday.join_code, "token": self.player.token}
        return [(own | WORDS)[name]]

    def admin_row(self, route: str) -> object:
        for model in admin.site._registry:
            if route.startswith(f"admin:{model._meta.app_label}_{model._meta.model_name}_"):
                row = model._default_manager.first()
                return row.pk if row else 1
        return 1

    def forms(self) -> Mapping[str, Mapping[str, Any]]:
        """Route -> the form's data, where an empty form would be refused before its verb is called."""
        return {
            "scoring:open-scenario": {"scenario": self.incident.scenario_id, "team": self.team.pk},
            "scoring:void": {"incident": self.incident.pk, "reason": "rain"},
            "scoring:message": {"text": "Drink"},
            "scoring:adjust": {"team": self.team.pk, "points": 5, "reason": "rain"},
            "scoring:answer": {"text": "storefront"},
            "scoring:say": {"text": "Hello"},
            "scoring:tell-boss": {"text": "Hello"},
            "scoring:schedule-message": {"text": "Drink", "minute": "90"},
            "scoring:control-say": {"text": "Hello"},
            "scoring:control-write": {"text": "Hello"},
            "scoring:prepare-answer": {"text": "Hello"},
            "scoring:note": {"text": "Hay", "kind": "finding"},
            "scoring:judge-note": {"verdict": "confirmed"},
            "scoring:commander": {"commander": self.player.pk},
            "scoring:console-resize": {"cpus": "0.5", "memory_mb": "256"},
            "scoring:console-reset": {"quote": resets.service_reset_offer(self.row, "storefront", "box").quote},
            "scoring:console-reset-all": {"quote": resets.company_reset_offer(self.row).quote},
            "gameday:join": {"name": "Grace", "role": "ops"},
            "admin:gameday_gameday_import": {"take": "1", "text": "name,role\nLinus,ops\n"},
            "admin:gameday_gameday_delete": {"post": "yes"},
            "admin:gameday_player_changelist": {
                "action": "move_to_team", "_selected_action": self.player.pk, "move": "1", "team": "",
            },
            "admin:gameday_host_changelist": {"action": "probe_again", "_selected_action": self.host.pk},
        }  # fmt: skip


WORDS = {
    "role": "storefront", "rung": 0, "repository": "storefront", "version": 1, "shell": "shell", "app_label": "gameday",
    "kind": "call", "content_type_id": 1, "object_id": 1, "seen": 0, "wanted": 1,
}  # fmt: skip
VALUES: dict[tuple[str, str], Any] = {
    ("scoring:run", "verb"): [name for name, verb in VERBS.items() if verb.switch],
    ("scoring:seats", "verb"): control.ALL_SEATS,
    ("scoring:practise", "verb"): ("begin", "stop", "ready", "not-yet"),
    ("scoring:console-act", "verb"): services.LEVERS,
    ("scoring:play-part", "name"): play.PARTS,
    ("scoring:control-part", "name"): ("grid", "clock", "log"),
    ("scoring:control-team-part", "name"): team_room.PARTS,
    ("gameday:workshop-do", "verb"): ACTS,
    ("gameday:workshop-sheet", "name"): ("diff", "sides"),
    ("admin:gameday_gameday_do", "name"): VERBS,
    ("admin:gameday_gameday_preflight", "act"): ("start", "cancel"),
    ("gameday:prepare-sheet", "kind"): SHEETS,
    ("scoring:direct-screen", "verb"): DIRECTOR_ACTS,
    ("scoring:move-award", "direction"): DIRECTIONS,
    ("scoring:debrief-export", "kind"): FILES,
    ("scoring:debrief-note", "verb"): ("edit", "remove", "restore", "action"),
    ("scoring:debrief-item", "verb"): ("edit", "remove", "restore", "tick", "untick", "file"),
    ("scoring:certificate", "shape"): CERTIFICATE_SHAPES,
    ("scoring:poster", "shape"): POSTER_SHAPES,
    ("scoring:print-sheet", "what"): sheets.Kind,
    ("scoring:print-pdf", "what"): sheets.Kind,
}
PK = {
    **{f"scoring:{name}": "incident" for name in (
        "acknowledge", "take-hint", "notepad", "note", "commander", "heal", "free-hint",
    )},
    **{f"scoring:{name}": "objective" for name in ("answer", "turn-key", "check", "tell-boss")},
    **{f"scoring:{name}": "team" for name in ("control-team", "control-team-part", "control-team-acts", "control-say", "rebuild", "move")},
    **{f"scoring:{name}": "team" for name in (
        "give-award", "films-file", "recap-team", "recap-chat", "recap-show-line", "recap-hide-line", "poster", "poster-pdf",
    )},
    **{f"scoring:{name}": "incident" for name in ("film", "film-json", "film-screen")},
    **{f"scoring:{name}-award": "award" for name in ("exchange", "remove", "move")},
    "scoring:put-award-back": "award",
    **{f"scoring:{entry.name}": "team" for entry in debrief.urlpatterns},
    "scoring:debrief-note": "thought",
    "scoring:debrief-item": "item",
    "scoring:certificate": "player",
    "scoring:certificate-pdf": "player",
    "gameday:blank-recording": "recording",
    "scoring:control-incident-acts": "incident",
    **{f"scoring:{name}": "team" for name in ("control-beside", "control-write")},
    "scoring:forget-answer": "prepared",
    "scoring:open-round": "round",
    "scoring:judge-note": "note",
    "scoring:judge-update": "told",
    "scoring:cancel-message": "later",
    "scoring:read-message": "message",
    **{f"scoring:{name}": "call" for name in ("take-help-back", "claim-need", "hand-over-need", "close-need")},
}  # fmt: skip


def routes(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, list[str]]]:
    """(name, names of the values in its address) of every page."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from routes(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif entry.name:
            yield space + entry.name, list(entry.pattern.regex.groupindex)


@pytest.fixture
def stage(db, settings) -> Stage:
    settings.DOCKER_URL, settings.TERMINALS = "fake://away", True
    return Stage(settings.DOCKER_URL)


@pytest.mark.parametrize(
    ("state", "htmx"),
    [("draft", False), ("lobby", False), ("running", False), ("paused", False), ("finished", False), ("running", True)],
)
def test_no_button_fails_while_the_engine_is_away(stage, state, htmx):
    type(stage.gameday).objects.filter(pk=stage.gameday.pk).update(state=state)
    headers, forms, pressed, failed = {"HX-Request": "true"} if htmx else {}, stage.forms(), 0, []
    for route, needs in routes(get_resolver()):
        hangs_on_state = state == "running" or "_gameday_" in route or route in forms
        if route.startswith("admin:") and (htmx or not hangs_on_state):
            continue  # its buttons are plain forms; an empty one is refused in every state alike
        for values in product(*(stage.values(route, name) for name in needs)):
            url = reverse(route, kwargs=dict(zip(needs, values, strict=True)))
            with transaction.atomic():
                answer = stage.browser(route).post(url, forms.get(route, {}), headers=headers)
                transaction.set_rollback(True)
            pressed += answer.status_code != 405
            failed += [url] * (answer.status_code == 500)
            assert answer.status_code not in (401, 403) or route.startswith("admin:"), url  # some rows are read only
    assert failed == []
    assert pressed > 60


def test_rebuilding_while_no_host_has_room_is_refused_and_changes_nothing(stage):
    url = reverse("scoring:rebuild", args=[stage.gameday.slug, stage.team.pk])
    assert AWAY in stage.facilitator.post(url, follow=True).content.decode()
    assert [row.state for row in Sandbox.objects.filter(team=stage.team)] == ["ready"]
