"""Everything of a game day in one archive: a zip of JSON lines, tables, films and recordings, readable without Gameday."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.core import serializers
from django.db.models import Model, QuerySet

from gameday.models import (
    Activity,
    ChatLine,
    GameDay,
    Incident,
    Injection,
    Message,
    Note,
    Player,
    Recording,
    Round,
    Sandbox,
    ScheduledMessage,
    ScheduleMark,
    Team,
)
from gameday.terminals import recordings
from scenarios.models import Scenario
from scoring.afterwards.results.reading import read_results
from scoring.models import (
    ActionItem,
    Attempt,
    Award,
    DebriefNote,
    Entry,
    Excerpt,
    Film,
    HintTaken,
    KeyTurn,
    Objective,
    Observation,
    Standing,
    StatusUpdate,
    SurveyCount,
    SurveyQuestion,
)

ABOUT = """This is everything that Gameday knew of one game day.

results.json        what the day came to, as /api/v1/gamedays/<slug>/results/ answers
rows/*.jsonl        the rows behind it, one a line, in Django's format for fixtures; seats' secret links are left out
films/*.json.gz     the film of each incident
recordings/*.cast   what each terminal has shown, as asciicast v2: `asciinema play FILE`

The survey holds counts only: there was never a row that said who had answered what.
"""
LEFT_OUT = {Player: {"token"}, GameDay: {"join_code"}}  # whoever has them can get in
Rows = QuerySet[Model]
# What is in it, and how it is found.
TABLES: dict[type[Model], Callable[[GameDay], "Rows"]] = {
    GameDay: lambda day: GameDay.objects.filter(pk=day.pk),
    Team: lambda day: Team.objects.filter(gameday=day),
    Player: lambda day: Player.everybody.filter(gameday=day),
    Round: lambda day: Round.objects.filter(gameday=day),
    ScheduleMark: lambda day: ScheduleMark.objects.filter(gameday=day),
    Scenario: lambda day: Scenario.objects.filter(incident__gameday=day).distinct(),
    Sandbox: lambda day: Sandbox.objects.filter(team__gameday=day),
    Incident: lambda day: Incident.objects.filter(gameday=day),
    Injection: lambda day: Injection.objects.filter(incident__gameday=day),
    Activity: lambda day: Activity.objects.filter(gameday=day),
    ChatLine: lambda day: ChatLine.objects.filter(team__gameday=day),
    Note: lambda day: Note.objects.filter(incident__gameday=day),
    ScheduledMessage: lambda day: ScheduledMessage.objects.filter(gameday=day),
    Message: lambda day: Message.objects.filter(gameday=day),
    Objective: lambda day: Objective.objects.filter(incident__gameday=day),
    Attempt: lambda day: Attempt.objects.filter(objective__incident__gameday=day),
    KeyTurn: lambda day: KeyTurn.objects.filter(objective__incident__gameday=day),
    StatusUpdate: lambda day: StatusUpdate.objects.filter(objective__incident__gameday=day),
    HintTaken: lambda day: HintTaken.objects.filter(incident__gameday=day),
    Observation: lambda day: Observation.objects.filter(gameday=day),
    Entry: lambda day: Entry.objects.filter(gameday=day),
    Standing: lambda day: Standing.objects.filter(gameday=day),
    Excerpt: lambda day: Excerpt.objects.filter(line__team__gameday=day),
    DebriefNote: lambda day: DebriefNote.objects.filter(gameday=day),
    ActionItem: lambda day: ActionItem.objects.filter(gameday=day),
    SurveyQuestion: lambda day: SurveyQuestion.objects.filter(gameday=day),
    SurveyCount: lambda day: SurveyCount.objects.filter(question__gameday=day),
    Award: lambda day: Award.objects.filter(gameday=day),
}


def write_archive(gameday: GameDay, to: Path, now: datetime) -> int:
    """Write the archive, whole or not at all. Returns its size in bytes. Raises OSError."""
    unfinished = to.with_name(f".{to.name}.part")
    try:
        with unfinished.open("wb") as file:
            _fill(gameday, file, now)
        size = unfinished.stat().st_size
        unfinished.replace(to)
    finally:
        unfinished.unlink(missing_ok=True)
    return size


def _fill(gameday: GameDay, file: IO[bytes], now: datetime) -> None:
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", ABOUT)
        archive.writestr("results.json", read_results(gameday, now).model_dump_json(indent=2))
        for model, found in TABLES.items():
            _write_lines(archive, f"rows/{model._meta.model_name}.jsonl", _rows(model, found(gameday)))
        for film in Film.objects.filter(incident__gameday=gameday).exclude(body=b"").iterator(20):
            archive.writestr(f"films/{film.incident_id}.json.gz", bytes(film.body), ZIP_STORED)
        for recording in Recording.objects.filter(team__gameday=gameday, blanked_at=None).select_related("team"):
            _write_lines(archive, f"recordings/{recording.pk}.cast", recordings.export_asciicast(recording))


def _rows(model: type[Model], rows: "Rows") -> Iterator[str]:
    fields = [field.name for field in model._meta.get_fields() if field.name not in LEFT_OUT.get(model, set())]
    for row in rows.order_by("pk").iterator(500):
        [told] = serializers.serialize("python", [row], fields=fields)
        yield json.dumps(told, default=str, ensure_ascii=False)


def _write_lines(archive: ZipFile, name: str, lines: Iterable[str]) -> None:
    with archive.open(name, "w") as file:
        for line in lines:
            file.write(f"{line.rstrip()}\n".encode())
