"""All films of a team as one HTML file that opens without the platform, a network or a server, in ten years too.

Scripts and styles stand in it, and each film as base64 of its gzip. What the films say stands in it as plain text as well:
that needs no script at all.
"""

import base64
import gzip
import json
import re
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.i18n import JavaScriptCatalog

from gameday.language.vocabulary import in_language_of
from gameday.models import Incident, Team
from gameday.models.choices import ENDED
from gameday.web.built_files import built_text
from scoring.afterwards.film import films
from scoring.models import Film, FilmState

MOST_BYTES = 5_000_000
LOADED_TYPEFACE = re.compile(
    r"@font-face\{[^}]*\burl\([^}]*\}"
)  # outside the file; those of the reader's machine stand in


@dataclass(frozen=True)
class KeptFilm:
    """A film as it stands in the file."""

    incident: Incident
    body: str  # base64 of gzip of JSON
    captions: tuple[tuple[str, str], ...]  # minutes and seconds, text
    missing: tuple[str, ...]

    @property
    def size(self) -> int:
        """Bytes in the file, about: its body, and its captions with the elements around them."""
        words = sum(len(text.encode()) + 60 for _time, text in self.captions)
        return len(self.body) + words + sum(len(text.encode()) + 20 for text in self.missing) + 500


def films_file(team: Team, now: datetime, most_bytes: int = MOST_BYTES) -> str:
    """The HTML, at most `most_bytes` of UTF-8. It says by name which films are left out, and why. Three queries."""
    with in_language_of(team.gameday):
        frame = _page_of(team, [], [])
        kept, left_out = _fitting(team, now, most_bytes - len(frame.encode()))
        return _page_of(team, kept, left_out)


def _fitting(team: Team, now: datetime, room: int) -> tuple[list[KeptFilm], list[str]]:
    """Films in the order of the day as long as there is room, and a sentence for each that is left out."""
    kept: list[KeptFilm] = []
    left_out: list[str] = []
    incidents = team.incidents.filter(practice=False, state__in=ENDED).select_related("scenario")
    taken_away = set(films.outdated_films(now).filter(incident__team=team).values_list("pk", flat=True))
    made = {film.incident_id: film for film in Film.objects.filter(incident__in=incidents).exclude(pk__in=taken_away)}
    for incident in incidents:
        film = _unpacked(incident, made.get(incident.pk))
        if film is None:
            left_out.append(_("{title}: its film is not ready.").format(title=incident.scenario.title))
        elif film.size > room:
            left_out.append(_("{title}: this file would have been too large.").format(title=incident.scenario.title))
        else:
            kept.append(film)
            room -= film.size
        room -= 400 if film is None or film not in kept else 0  # its sentence
    return kept, left_out


def _unpacked(incident: Incident, film: Film | None) -> KeptFilm | None:
    """The film of an incident; None where it is not ready or cannot be read."""
    if film is None or film.state != FilmState.READY:
        return None
    body = bytes(film.body)
    try:
        told = json.loads(gzip.decompress(body))
    except (OSError, EOFError, zlib.error, ValueError):
        return None
    captions = tuple((_minutes(caption["t"]), str(caption["text"])) for caption in told["captions"])
    return KeptFilm(incident, base64.b64encode(body).decode(), captions, tuple(told["missing"]))


def _minutes(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def _page_of(team: Team, films: list[KeptFilm], left_out: list[str]) -> str:
    context: dict[str, Any] = {
        "team": team,
        "gameday": team.gameday,
        "films": films,
        "left_out": left_out,
        "styles": LOADED_TYPEFACE.sub("", built_text("built/film.css")).replace("</", "<\\/"),
        "words": _in_script(_words()),
        "script": _in_script(built_text("built/film.js")),
    }
    return render_to_string("recap/film/offline.html", context)


def _words() -> str:
    """The script that defines gettext and its neighbours in the present language, as pages load it."""
    request = HttpRequest()
    request.method = "GET"
    answer = JavaScriptCatalog.as_view(domain="djangojs")(request)
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def _in_script(source: str) -> str:
    """A script that no text inside it can end early."""
    return source.replace("</", "<\\/").replace("<!--", "<\\!--")
