"""What programs read of a day, and the OpenAPI description of it. Moments are ISO 8601 in UTC, spans seconds of game time.

Pydantic writes the description from these classes, so that it cannot say anything else than what is answered.
"""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field


class DayOut(BaseModel):
    """The game day itself. `state` is a code, such as finished."""

    slug: str
    name: str
    state: str
    started_at: datetime | None
    finished_at: datetime | None


class IncidentOut(BaseModel):
    """One incident of one team. A voided one has moments and no figures."""

    id: int
    scenario: str = Field(description="The scenario's slug.")
    title: str
    round: int | None = Field(description="Id of the round; null where a facilitator put it in by hand.")
    state: str
    voided: bool
    injected_at: datetime | None
    effect_at: datetime | None
    noticed_at: datetime | None
    acknowledged_at: datetime | None
    mended_at: datetime | None
    keys_at: datetime | None
    ended_at: datetime | None
    seconds_to_detect: float | None
    seconds_to_acknowledge: float | None
    seconds_to_recover: float | None
    revenue: int | None
    points: int | None
    hints: int
    hint_cost: int
    minutes_to_meeting: float | None = Field(description="From the effect until the two halves met; null if never.")
    hand_overs: int
    both_keys: bool


class TeamOut(BaseModel):
    """A team's day. `seats`: how many people of each trade took part."""

    id: int
    name: str
    place: int
    points: int
    revenue: int
    resolved: int
    seats: dict[str, int]
    incidents: list[IncidentOut]


class ResultsOut(BaseModel):
    """What a day came to, teams by place."""

    gameday: DayOut
    teams: list[TeamOut]


class EventOut(BaseModel):
    """Something that was done or happened. `verb` is a code; `text` a sentence in the language of the day."""

    id: int
    at: datetime
    verb: str
    team: int | None
    seat: str
    incident: int | None
    text: str


class TimeLineOut(BaseModel):
    """A page of events, the oldest first. `next` is the `after` of the next page; null on the last one."""

    events: list[EventOut]
    next: int | None


class EntryOut(BaseModel):
    """A line of the ledger. The sum of a team's points is what it has."""

    id: int
    at: datetime
    team: int
    kind: str
    points: int
    incident: int | None
    reason: str
    by: str
    reverses: int | None


class LedgerOut(BaseModel):
    """A page of the ledger, the oldest line first. `next` as in the time line."""

    entries: list[EntryOut]
    next: int | None


class ProblemOut(BaseModel):
    """Why there is no answer."""

    message: str


ANSWERS: dict[str, type[BaseModel]] = {"results": ResultsOut, "timeline": TimeLineOut, "ledger": LedgerOut}
PAGED = ("timeline", "ledger")
SUMMARIES = {
    "results": "What the day came to: places, points, and the figures of each incident.",
    "timeline": "Everything that was done or happened, in pages.",
    "ledger": "Every line of the ledger, in pages.",
}


def openapi_description(server: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of this interface at the address `server`."""
    schemas: dict[str, Any] = {}
    models: list[type[BaseModel]] = [*ANSWERS.values(), ProblemOut]
    for model in models:
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas |= schema.pop("$defs", {})
        schemas[model.__name__] = schema
    return {
        "openapi": "3.1.0",
        "info": {"title": "Gameday's results", "version": "1"},
        "servers": [{"url": server}],
        "security": [{"token": []}],
        "paths": {f"/api/v1/gamedays/{{slug}}/{name}/": {"get": _operation(name)} for name in ANSWERS},
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _operation(name: str) -> dict[str, Any]:
    slug = {"name": "slug", "in": "path", "required": True, "schema": {"type": "string"}}
    after = {
        "name": "after",
        "in": "query",
        "schema": {"type": "integer", "default": 0},
        "description": "Only what has a greater id.",
    }
    return {
        "summary": SUMMARIES[name],
        "operationId": name,
        "parameters": [slug, after] if name in PAGED else [slug],
        "responses": {
            "200": _answer(ANSWERS[name].__name__, "Found."),
            "401": _answer("ProblemOut", "No token, or one that is not known."),
            "404": _answer("ProblemOut", "There is no such game day."),
        },
    }


def _answer(model: str, about: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{model}"}
    return {"description": about, "content": {"application/json": {"schema": schema}}}
