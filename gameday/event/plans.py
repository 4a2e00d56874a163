"""A whole event as one file: its settings, teams and schedule, without people and results. Also what clones a game day.

Results and everything that happened are another file (`manage.py gameday export`).
"""

import json
from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self, cast

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from gameday import names
from gameday.event.scheduling import LONGEST, MOST_BLOCKS
from gameday.event.timeline import seconds
from gameday.language import moments
from gameday.models import GameDay, Round, ScheduleMark, Team
from gameday.models.choices import PlanKind
from gameday.models.schedule_mark import MOST_TIMES
from scenarios.company import COMPANIES
from scenarios.models import Scenario
from scenarios.refusal import Refused

FORMAT: Literal["gameday-plan"] = "gameday-plan"
VERSION: Literal[2] = 2  # 1 knew no rush hours
LARGEST_PLAN = 1024 * 1024  # bytes
MOST_TEAMS = 64
MOST_SAID = 5  # faults of a file that are told at once
MarkKind = Literal[PlanKind.BREAK, PlanKind.FREEZE, PlanKind.RUSH]
Seconds = Annotated[int, Field(ge=0, le=LONGEST)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PlannedTeam(_Part):
    name: str
    emblem: str = "🦄"
    colour: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")] = "#7c3aed"
    motto: str = ""


class FiledRound(_Part):
    """A scenario by its name and version; `title` is for people who read the file."""

    scenario: str
    version: Annotated[int, Field(ge=1)]
    title: str = ""
    starts_after: Seconds
    swap: bool = False


class PlannedMark(_Part):
    kind: MarkKind
    starts_after: Seconds
    lasts: Seconds = 0
    factor: Annotated[int, Field(ge=1, le=MOST_TIMES)] = 1

    @model_validator(mode="after")
    def _only_a_rush_hour_has_a_factor(self) -> Self:
        if (self.kind == PlanKind.RUSH) != (self.factor > 1):
            raise ValueError("a rush hour has a factor of 2 or more, everything else has none")
        return self


class Plan(_Part):
    """The file. All times are seconds of game time."""

    format: Literal["gameday-plan"] = FORMAT
    version: Literal[1, 2] = VERSION
    name: str
    company: str = "unicorn_rentals"
    seed: Annotated[int, Field(ge=0, le=2**62)] = 1
    duration: Annotated[int, Field(gt=0, le=LONGEST)]
    catch_up: bool = True
    practice: bool = True
    seats_open: bool = False
    most_players: Annotated[int, Field(ge=1, le=100_000)] | None = None
    language: str = "en"
    time_zone: str
    planned_start: AwareDatetime | None = None
    teams: Annotated[list[PlannedTeam], Field(max_length=MOST_TEAMS)] = []
    rounds: Annotated[list[FiledRound], Field(max_length=MOST_BLOCKS)] = []
    marks: Annotated[list[PlannedMark], Field(max_length=MOST_BLOCKS)] = []


COLUMNS = ("company", "seed", "catch_up", "practice", "seats_open", "most_players", "language", "time_zone")


# Writing -------------------------------------------------------------------------------------------------------------


def plan_of(gameday: GameDay) -> Plan:
    """What is planned of a game day. Three queries."""
    rounds = gameday.rounds.select_related("scenario").defer("scenario__document", "scenario__assets")
    return Plan(
        name=gameday.name,
        duration=seconds(gameday.duration),
        planned_start=gameday.planned_start,
        teams=[
            PlannedTeam(name=team.name, emblem=team.emblem, colour=team.colour, motto=team.motto)
            for team in gameday.teams.all()
        ],
        rounds=[
            FiledRound(
                scenario=one.scenario.slug,
                version=one.scenario.version,
                title=one.scenario.title,
                starts_after=seconds(one.starts_after),
                swap=one.swap,
            )
            for one in rounds
        ],
        marks=[
            PlannedMark(
                kind=cast(MarkKind, mark.kind),
                starts_after=seconds(mark.starts_after),
                lasts=seconds(mark.lasts),
                factor=mark.factor,
            )
            for mark in gameday.marks.all()
        ],
        **{column: getattr(gameday, column) for column in COLUMNS},
    )


def write_plan(gameday: GameDay) -> str:
    """The file of a game day, as JSON that people can read."""
    return json.dumps(plan_of(gameday).model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"


# Reading -------------------------------------------------------------------------------------------------------------


def read_plan(data: bytes) -> Plan:
    """A file that write_plan() has written. Raises Refused with what is wrong."""
    if len(data) > LARGEST_PLAN:
        raise Refused(_("This file is larger than {most} kB, so it is no plan.").format(most=LARGEST_PLAN // 1024))
    try:
        told = json.loads(data.decode("utf-8-sig"))
    except ValueError as wrong:  # also what is no UTF-8
        where = f" ({wrong.lineno}:{wrong.colno})" if isinstance(wrong, json.JSONDecodeError) else ""
        raise Refused(
            _("This file cannot be read as JSON{where}: it is damaged, or no plan of a game day.").format(where=where)
        ) from wrong
    except RecursionError as deep:
        raise Refused(_("This is no plan of a game day.")) from deep
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise Refused(
            _("This is no plan of a game day. Plans come from “Export the plan” or `manage.py gameday export-plan`.")
        )
    _check_version(told.get("version"))
    try:
        plan = Plan.model_validate(told)
    except ValidationError as wrong:
        raise Refused(_("The plan is damaged: {faults}.").format(faults=_faults(wrong))) from wrong
    _check_values(plan)
    return plan


def _check_version(version: Any) -> None:
    if isinstance(version, int) and not isinstance(version, bool) and version > VERSION:
        raise Refused(
            _(
                "This plan was written by a newer Gameday (format {version}; this one reads {known}). Update this one first."
            ).format(version=version, known=VERSION)
        )


def _faults(wrong: ValidationError) -> str:
    found = [f"{'.'.join(map(str, fault['loc'])) or '?'}: {fault['msg']}" for fault in wrong.errors()]
    more = [_("and {number} more").format(number=len(found) - MOST_SAID)] if len(found) > MOST_SAID else []
    return "; ".join([*found[:MOST_SAID], *more])


def _check_values(plan: Plan) -> None:
    """What this installation must know, and names that can be names. Raises Refused."""
    if not (COMPANIES / plan.company / "company.yaml").is_file() or "/" in plan.company:
        raise Refused(_("This installation knows no company “{name}”.").format(name=plan.company))
    if plan.time_zone not in moments.zone_names():
        raise Refused(_("There is no time zone “{name}”.").format(name=plan.time_zone))
    if plan.language not in dict(settings.LANGUAGES):
        raise Refused(_("This installation speaks no “{name}”.").format(name=plan.language))
    keys = [names.name_key(_clean(team.name)) for team in plan.teams]
    if twice := next((team.name for team, key in zip(plan.teams, keys, strict=True) if keys.count(key) > 1), None):
        raise Refused(_("Two teams of the plan are called “{name}”.").format(name=twice))
    for team in plan.teams:
        team.name, team.emblem = _clean(team.name), _clean(team.emblem, 4)
        team.motto = _clean(team.motto, 120) if team.motto.strip() else ""


def _clean(name: str, longest: int = names.LONGEST_NAME) -> str:
    try:
        return names.clean_name(name, longest)
    except names.ImpossibleName as impossible:
        raise Refused(_("“{name}” cannot be a name: {why}").format(name=name[:80], why=impossible)) from impossible


# Making a game day of it ---------------------------------------------------------------------------------------------


def import_plan(plan: Plan, *, name: str = "", by: User | None, now: datetime) -> tuple[GameDay, list[str]]:
    """A draft, and what had to be another way than planned. Raises Refused; then nothing was made."""
    with transaction.atomic():
        scenarios, notes = _scenarios(plan)
        gameday = _draft(plan, name=_free_name(name or plan.name), created_by=by)
        if plan.planned_start and plan.planned_start > now:
            gameday.planned_start = plan.planned_start
            gameday.save(update_fields=["planned_start"])
        _fill(gameday, plan, scenarios)
    return gameday, notes


def clone_gameday(gameday: GameDay, *, name: str, by: User | None) -> GameDay:
    """Another draft with the same teams and schedule, and nobody in it. Raises Refused."""
    with transaction.atomic():
        return copy_gameday(gameday, plan_of(gameday), name=_free_name(name), created_by=by)


def copy_gameday(gameday: GameDay, plan: Plan, **columns: Any) -> GameDay:
    """A draft with the scenarios of a game day, at the moments of `plan`. `columns`: what else it is to hold."""
    scenarios = [one.scenario for one in gameday.rounds.select_related("scenario")]
    made = _draft(plan, **columns)
    _fill(made, plan, scenarios)
    return made


def _draft(plan: Plan, **columns: Any) -> GameDay:
    planned = {column: getattr(plan, column) for column in COLUMNS}
    return GameDay.objects.create(**{**planned, "duration": timedelta(seconds=plan.duration), **columns})


def _free_name(name: str) -> str:
    """The name, cleaned. Raises Refused where another game day has it."""
    clean = _clean(name)
    key = names.name_key(clean)
    if any(
        names.name_key(other) == key for other in GameDay.objects.filter(rehearsal=False).values_list("name", flat=True)
    ):
        raise Refused(_("There is a game day called “{name}” already. Give this one another name.").format(name=clean))
    return clean


def _scenarios(plan: Plan) -> tuple[list[Scenario], list[str]]:
    """The scenario of each round: that version, else the newest. Raises Refused with all that are missing."""
    wanted = {one.scenario for one in plan.rounds}
    rows: dict[str, list[Scenario]] = {}
    for row in Scenario.objects.filter(slug__in=wanted).defer("document", "assets", "proof").order_by("-version"):
        rows.setdefault(row.slug, []).append(row)
    if missing := sorted(wanted - rows.keys()):
        raise Refused(
            _("These scenarios are not published here: {names}. Publish them, then import again.").format(
                names=", ".join(missing)
            )
        )
    found = [
        next((r for r in rows[one.scenario] if r.version == one.version), rows[one.scenario][0]) for one in plan.rounds
    ]
    notes = {
        _("“{title}” is played in version {there} instead of {planned}.").format(
            title=row.title, there=row.version, planned=one.version
        )
        for row, one in zip(found, plan.rounds, strict=True)
        if row.version != one.version
    }
    return found, sorted(notes)


def _fill(gameday: GameDay, plan: Plan, scenarios: list[Scenario]) -> None:
    Team.objects.bulk_create(
        Team(gameday=gameday, position=position, **team.model_dump()) for position, team in enumerate(plan.teams)
    )
    Round.objects.bulk_create(
        Round(
            gameday=gameday,
            scenario=scenario,
            position=position,
            starts_after=timedelta(seconds=one.starts_after),
            swap=one.swap,
        )
        for position, (one, scenario) in enumerate(zip(plan.rounds, scenarios, strict=True))
    )
    ScheduleMark.objects.bulk_create(
        ScheduleMark(
            gameday=gameday,
            kind=mark.kind,
            starts_after=timedelta(seconds=mark.starts_after),
            lasts=timedelta(seconds=mark.lasts),
            factor=mark.factor,
        )
        for mark in plan.marks
    )
