"""The style guide: every component in every state, light beside dark. For those who write pages, and in English like the code."""

import json
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gameday.access import staff_required
from gameday.models.choices import (
    BuildStep,
    DeliveryState,
    GameDayState,
    IncidentState,
    InjectionState,
    NoteVerdict,
    PreflightState,
    PreflightVerdict,
    SandboxState,
)
from gameday.people.forms import CodeForm, seats_to_choose_from
from scoring.models.choices import FilmState, HelpCallState, JourneyOutcome, RehearsalVerdict, UpdateVerdict

BADGES: dict[str, type[TextChoices]] = {
    "Game day": GameDayState,
    "Sandbox": SandboxState,
    "A service of a sandbox": BuildStep,
    "Incident": IncidentState,
    "Fault": InjectionState,
    "Customers": JourneyOutcome,
    "Film": FilmState,
    "A call for help": HelpCallState,
    "A note": NoteVerdict,
    "A pre-flight": PreflightState,
    "A scenario in it": PreflightVerdict,
    "A rehearsal": RehearsalVerdict,
    "An update for the boss": UpdateVerdict,
    "A post of a webhook": DeliveryState,
}
COLOURS = (
    *("paper", "card", "sunk", "ink", "quiet", "line", "edge", "plum", "plum-fill", "gold", "gold-fill"),
    *("good", "good-fill", "slow", "slow-fill", "bad", "bad-fill", "bad-solid", "dev", "dev-fill", "ops", "ops-fill"),
)
SPACES = range(1, 9)
SCHEMES = ("light", "dark")
TYPE_SIZES = ("text-3xl", "text-2xl", "text-xl", "text-l", "text-m", "text-s", "text-xs")
TEAM_COLOURS = range(8)
CHART_LINES = range(7)
PICTURES = ("gate", "stall", "smoke", "letter", "signpost", "hourglass")


@require_safe
@staff_required
def styleguide(request: HttpRequest) -> HttpResponse:
    context: dict[str, Any] = {
        "sides": [{"scheme": scheme, "form": _wrong_form(scheme)} for scheme in SCHEMES],
        "colours": COLOURS,
        "spaces": SPACES,
        "type_sizes": TYPE_SIZES,
        "team_colours": TEAM_COLOURS,
        "chart_lines": CHART_LINES,
        "pictures": [f"pictures/{name}.html" for name in PICTURES],
        "icons": json.loads((settings.BASE_DIR / "static" / "icons.json").read_text()),
        "badges": [(name, kind.choices) for name, kind in BADGES.items()],
        "seats": seats_to_choose_from(),
        "steps": BuildStep.choices,
    }
    return render(request, "styleguide/styleguide.html", context)


def _wrong_form(scheme: str) -> CodeForm:
    """A form with an error, whose fields have ids of their own on each side of the page."""
    return CodeForm({"code": "no such code!"}, auto_id=f"{scheme}-%s")
