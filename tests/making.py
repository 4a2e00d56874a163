"""Creates rows for tests. Each function fills in everything that its test does not care about."""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from gameday.models import GameDay, Host, Incident, Player, Round, Sandbox, Team
from scenarios.models import Scenario

NOW = datetime(2031, 5, 17, 9, 0, tzinfo=UTC)
_number = itertools.count(1)

DOCUMENT: dict[str, Any] = {
    "id": "sleepy-shop",
    "version": 1,
    "title": "The sleepy shop",
    "company": "unicorn_rentals",
    "category": "stability",
    "difficulty": 1,
    "postmortem": {"title": "A nap", "url": "https://example.com/nap"},
    "story": "THE SHOP SNORES STOP WAKE IT STOP",
    "briefing": {"dev": "It is not the code.", "ops": "It is the supervisor."},
    "steady_state": [{"probe": "browse", "name": "browse"}],
    "faults": [
        {"id": "nap", "kind": "process.kill", "target": "storefront", "with": {"service": "storefront"}, "ttl": "20m"}
    ],
    "objectives": [
        {
            "id": "named",
            "kind": "answer",
            "prompt": "What sleeps?",
            "accept": ["storefront"],
            "points": 20,
            "needs": ["dev"],
            "learned_from": {"on": "storefront", "run": "sv status /run/service/*"},
        },
        {"id": "awake", "kind": "probe", "probe": "browse", "ok_for": "10s", "points": 40, "needs": ["ops"]},
        {"id": "released", "kind": "both_keys", "within": "120s", "points": 20},
    ],
    "hints": [
        {"cost": 5, "text": "Listen.", "for": "any"},
        {"cost": 10, "text": "The code is awake.", "for": "dev"},
        {"cost": 20, "text": "sv up storefront", "for": "ops"},
    ],
    "estimate": "10m",
    "solution": {"dev": "solution/dev.sh", "ops": "solution/ops.sh"},
    "debrief": {"goal": "Know the supervisor.", "questions": ["Who wakes whom?"]},
}


def make_scenario(**changes: Any) -> Scenario:
    """A published scenario. `document` entries may be changed by name."""
    document = DOCUMENT | changes.pop("document", {})
    slug = changes.pop("slug", f"sleepy-shop-{next(_number)}")
    values = {
        "version": 1,
        "digest": f"{next(_number):064x}",
        "title": document["title"],
        "category": document["category"],
        "difficulty": document["difficulty"],
        "document": document,
        "published_at": NOW,
    }
    return Scenario.objects.create(slug=slug, **values | changes)


def make_gameday(**changes: Any) -> GameDay:
    number = next(_number)
    values = {"name": f"Day {number}", "slug": f"day-{number}", "join_code": f"code-{number}", "seed": 7}
    return GameDay.objects.create(**values | changes)


def running_gameday(now: datetime = NOW, **changes: Any) -> GameDay:
    """A game day that started a minute before `now`."""
    return make_gameday(**{"state": "running", "started_at": now - timedelta(minutes=1)} | changes)


def make_team(gameday: GameDay, **changes: Any) -> Team:
    number = next(_number)
    return Team.objects.create(gameday=gameday, **{"name": f"Team {number}", "position": number} | changes)


def make_player(team: Team, role: str = "dev", **changes: Any) -> Player:
    values = {"name": f"Player {next(_number)}", "role": role, "joined_at": NOW, "seen_at": NOW}
    return Player.objects.create(gameday=team.gameday, team=team, **values | changes)


def make_host(**changes: Any) -> Host:
    number = next(_number)
    return Host.objects.create(**{"name": f"host{number}", "url": f"fake://host{number}"} | changes)


def make_sandbox(team: Team, host: Host | None = None, **changes: Any) -> Sandbox:
    values = {
        "state": "ready",
        "handle": f"box{next(_number)}",
        "requested_at": NOW,
        "ready_at": NOW,
        "shop_port": 9000,
    }
    return Sandbox.objects.create(team=team, host=host or make_host(), **values | changes)


def make_round(gameday: GameDay, scenario: Scenario | None = None, **changes: Any) -> Round:
    return Round.objects.create(gameday=gameday, scenario=scenario or make_scenario(), **changes)


def make_incident(team: Team, scenario: Scenario | None = None, now: datetime = NOW, **changes: Any) -> Incident:
    """An incident that went live at `now`."""
    values = {"state": "live", "due_at": now, "live_at": now, "expires_at": now + timedelta(minutes=20)}
    return Incident.objects.create(
        gameday=team.gameday, team=team, scenario=scenario or make_scenario(), **values | changes
    )
