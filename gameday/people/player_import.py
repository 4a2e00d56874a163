"""Imports players from a table. read_roster finds every mistake and writes nothing; import_roster writes all or nothing.

A header row names the columns: name and role, optionally team, department, skill (1 to 5) and newcomer (yes/no). The
words that it may use stand in roster_columns.py.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.live.changes import Change, tell
from gameday.models import GameDay, Player, Team
from gameday.models.choices import JOINABLE, ActivityVerb, GameDayState
from gameday.names import name_key
from gameday.people import csv_table
from gameday.people.roster_columns import (
    NAME,
    NAME_PARTS,
    PARSERS,
    ROLE,
    TEAM,
    TROUBLE,
    column_of,
    join_name,
    quote_cells,
)
from scenarios.refusal import Refused

LARGEST_ROSTER = csv_table.LARGEST_TABLE
MOST_PLAYERS = 1000


class FaultyRoster(Refused):
    """The table has mistakes, so nothing was written. `problems` lists them."""

    def __init__(self, problems: list["RosterProblem"]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class RosterProblem:
    """One mistake in the table. Rows count as in a spreadsheet, with the header as row 1; 0 is the whole file.

    The column is called as the table calls it.
    """

    row: int
    column: str
    text: str

    def __str__(self) -> str:
        text = self.text[0].lower() + self.text[1:]
        if self.row and self.column:
            text = _("row {row}, column “{column}”: {text}").format(row=self.row, column=self.column, text=text)
        elif self.row:
            text = _("row {row}: {text}").format(row=self.row, text=text)
        return text[0].upper() + text[1:]


@dataclass(frozen=True)
class RosterLine:
    """One player of the table. `team` is "" for a player whom the draw shall seat; all others stay where the list says."""

    row: int
    name: str
    role: str
    team: str = ""
    department: str = ""
    skill: int = 3
    newcomer: bool = False


@dataclass
class Roster:
    """What a table holds. It can be imported if `problems` is empty; `remarks` are for the person to read before."""

    text: str = ""
    lines: list[RosterLine] = field(default_factory=list)
    new_teams: list[str] = field(default_factory=list)
    problems: list[RosterProblem] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    claims: list[tuple[int, str, str]] = field(default_factory=list)  # (row, name, team), of faulty rows too
    headings: dict[str, str] = field(default_factory=dict)  # our name of a column -> what the table calls it

    def say(self, row: int, column: str, text: str) -> None:
        """Add a mistake. `column` is our name of it, or ""."""
        self.problems.append(RosterProblem(row, self.headings.get(column, column), text))


def read_roster(data: bytes | str, gameday: GameDay) -> Roster:
    """Read a file or pasted text and collect every mistake. Writes nothing."""
    roster = Roster()
    try:
        roster.text, remark = csv_table.decode_table(data)
    except csv_table.UnreadableTable as problem:
        roster.say(problem.row, "", str(problem))
        return roster
    roster.remarks += [remark] * bool(remark)
    if gameday.state not in JOINABLE:
        state = gameday.get_state_display()
        roster.say(0, "", _("the game day is {state}; nobody can be added any more.").format(state=state))
    _read_table(roster)
    _compare(roster, gameday)
    return roster


def import_roster(text: str, gameday: GameDay, *, by: str, now: datetime) -> list[Player]:
    """Create every player in `text`, and the teams that are new. Raises FaultyRoster; then nothing was written."""
    with transaction.atomic():
        gameday = GameDay.objects.select_for_update().get(pk=gameday.pk)
        roster = read_roster(text, gameday)
        if roster.problems:
            raise FaultyRoster(roster.problems)
        last = gameday.teams.count()
        for position, name in enumerate(roster.new_teams, last):
            Team.objects.create(gameday=gameday, name=name, position=position)
        teams = {team.name_key: team for team in gameday.teams.all()}
        try:
            with transaction.atomic():
                players = Player.objects.bulk_create([_player(line, gameday, teams) for line in roster.lines])
        except IntegrityError:  # a person joined under one of the names since we looked
            late = RosterProblem(0, "", _("somebody joined under one of these names just now. Import again."))
            raise FaultyRoster(read_roster(text, gameday).problems or [late]) from None
        tell(Change.ROSTER, gameday_id=gameday.pk)
        told = _lazy("{by} puts {players} people on the list of players")
        activity.record_activity(gameday, ActivityVerb.IMPORTED, told, now=now, by=by, players=len(players))
    return players


def _player(line: RosterLine, gameday: GameDay, teams: Mapping[str, Team]) -> Player:
    team = teams.get(name_key(line.team))
    about = asdict(line) | {"team": team, "locked": team is not None}  # a draw leaves them where the list has put them
    del about["row"]
    return Player(gameday=gameday, **about)


# The header ----------------------------------------------------------------------------------------------------------


def _read_table(roster: Roster) -> None:
    rows = csv_table.read_rows(roster.text, known=lambda title: bool(column_of(title)))
    try:
        header = _header(roster, *next(rows, (0, [])))
        for row, cells in rows if header else ():
            if len(roster.lines) >= MOST_PLAYERS:
                roster.say(
                    row,
                    "",
                    _("more than {most} players. Is it the right file?").format(most=MOST_PLAYERS),
                )
                return
            _read_row(cells, header, row, roster)
    except csv_table.UnreadableTable as problem:
        roster.say(problem.row, "", str(problem))
    if not roster.lines and not roster.problems:
        roster.say(0, "", _("there is no player in it. The first row names the columns, each later one is a player."))


def _header(roster: Roster, row: int, cells: list[str]) -> list[str]:
    """Our name of each column, "" for a column that we ignore; an empty list if the table cannot be read."""
    if not cells:
        return []
    header = [column_of(cell) for cell in cells]
    there = {column: cell for column, cell in zip(header, cells, strict=True) if column}
    twice = [column for column in there if header.count(column) > 1]
    named = [part for part in NAME_PARTS if part in there]
    missing = [NAME] * (not named) + [ROLE] * (ROLE not in there)
    for column in missing:
        text = _("this column is missing. The header has {names}; add “{column}” to it.")
        roster.say(row, column, text.format(names=quote_cells(cells), column=column))
    for column in twice:
        roster.say(row, column, _("this column is there more than once. Keep one of them."))
    if unknown := [cell for cell, column in zip(cells, header, strict=True) if cell and not column]:
        roster.remarks.append(_("Not imported: {names}.").format(names=quote_cells(unknown)))
    roster.headings = there | ({NAME: " + ".join(there[part] for part in named)} if named else {})
    return [] if missing or twice else header


# From cells to players -----------------------------------------------------------------------------------------------


def _read_row(cells: list[str], header: list[str], row: int, roster: Roster) -> None:
    if extra := [cell for cell in cells[len(header) :] if cell]:
        text = _("more cells than the header has ({names}). Put it in quotes, if it is one cell.")
        roster.say(row, "", text.format(names=quote_cells(extra)))
        return
    given = {column: cell for column, cell in zip(header, cells, strict=False) if column}
    given[NAME] = join_name(given)
    values: dict[str, object] = {}
    for column, parse in PARSERS.items():
        try:
            values[column] = parse(given.get(column, ""))
        except TROUBLE as problem:
            roster.say(row, column, str(problem))
    roster.claims.append((row, str(values.get(NAME, "")), str(values.get(TEAM, ""))))
    if len(values) == len(PARSERS):
        roster.lines.append(RosterLine(row, **values))  # type: ignore[arg-type]


# Against each other and against the game day -------------------------------------------------------------------------


def _compare(roster: Roster, gameday: GameDay) -> None:
    """Find names that are taken or twice in the table, and teams that do not exist yet."""
    taken = set(gameday.players.values_list("name_key", flat=True))
    seen: dict[str, int] = {}
    teams = set(gameday.teams.values_list("name_key", flat=True))
    for row, name, team in roster.claims:
        key = name_key(name)
        if key in seen:
            roster.say(
                row,
                NAME,
                _("“{name}” is in row {seen} already. Add an initial, or delete one row.").format(
                    name=name, seen=seen[key]
                ),
            )
        elif key in taken:
            roster.say(
                row, NAME, _("“{name}” plays here already. Delete the row, or add an initial.").format(name=name)
            )
        if name:
            seen.setdefault(key, row)
        if team and name_key(team) not in teams:
            _new_team(row, team, roster, gameday)
            teams.add(name_key(team))
    roster.problems.sort(key=lambda problem: problem.row)


def _new_team(row: int, name: str, roster: Roster, gameday: GameDay) -> None:
    if gameday.state == GameDayState.DRAFT:
        roster.new_teams.append(name)
    else:
        roster.say(
            row,
            TEAM,
            _(
                "there is no team “{name}”, and a launched game day gets no new ones. Correct the name, or "
                "leave it empty."
            ).format(name=name),
        )
