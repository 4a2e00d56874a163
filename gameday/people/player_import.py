"""Imports players from a table. read_roster finds every mistake and writes nothing; import_roster writes all or nothing.

A header row names the columns: name and role, optionally team, department, skill (1 to 5) and newcomer (yes/no).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gameday import activity
from gameday.live.changes import Change, tell
from gameday.models import GameDay, Player, Team
from gameday.models.choices import JOINABLE, ActivityVerb, GameDayState, Role
from gameday.people import csv_table
from scenarios.refusal import Refused

LARGEST_ROSTER = csv_table.LARGEST_TABLE
MOST_PLAYERS = 1000
COLUMNS = {
    "name": ("player", "full name", "display name"),
    "role": ("seat", "job"),
    "team": ("team name",),
    "department": ("dept", "dept.", "division"),
    "skill": ("level", "skill level"),
    "newcomer": ("new", "new here", "newbie"),
}
ROLE_WORDS = {
    Role.DEV: ("dev", "devs", "developer", "development", "software engineer", "engineer", "programmer"),
    Role.OPS: (
        "ops",
        "operations",
        "operator",
        "sre",
        "site reliability engineer",
        "production engineer",
        "pe",
        "admin",
        "sysadmin",
        "system administrator",
        "platform engineer",
    ),
}
YES, NO = ("yes", "y", "true", "1", "x", "new"), ("no", "n", "false", "0", "-", "")


class FaultyRoster(Refused):
    """The table has mistakes, so nothing was written. `problems` lists them."""

    def __init__(self, problems: list["RosterProblem"]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@dataclass(frozen=True)
class RosterProblem:
    """One mistake in the table. Rows count as in a spreadsheet, with the header as row 1; 0 is the whole file."""

    row: int
    column: str
    text: str

    def __str__(self) -> str:
        where = [f"row {self.row}"] * bool(self.row) + [f"column “{self.column}”"] * bool(self.column)
        sentence = f"{', '.join(where)}: {self.text}" if where else self.text
        return sentence[0].upper() + sentence[1:]


@dataclass(frozen=True)
class RosterLine:
    """One player of the table. `team` is "" for a player whom the draw shall seat."""

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

    def say(self, row: int, column: str, text: str) -> None:
        """Add a mistake."""
        self.problems.append(RosterProblem(row, column, text))


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
        roster.say(0, "", f"the game day is {gameday.state}; nobody can be added any more.")
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
        teams = {team.name.casefold(): team for team in gameday.teams.all()}
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
    about = asdict(line) | {"team": teams.get(line.team.casefold())}
    del about["row"]
    return Player(gameday=gameday, **about)


# The header ----------------------------------------------------------------------------------------------------------


def _read_table(roster: Roster) -> None:
    rows = csv_table.read_rows(roster.text, known=lambda title: bool(_column(title)))
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


def _column(title: str) -> str:
    """The name of our column that a header cell means; "" for none."""
    title = title.casefold().replace("_", " ")
    return next((column for column, others in COLUMNS.items() if title == column or title in others), "")


def _header(roster: Roster, row: int, cells: list[str]) -> list[str]:
    """Our name of each column, "" for a column that we ignore; an empty list if the table cannot be read."""
    if not cells:
        return []
    header = [_column(cell) for cell in cells]
    for column in ("name", "role"):
        if column not in header:
            roster.say(
                row,
                column,
                _("this column is missing. The header has {names}; add “{column}” to it.").format(
                    names=_titles(cells), column=column
                ),
            )
    twice = [column for column in COLUMNS if header.count(column) > 1]
    for column in twice:
        roster.say(row, column, _("this column is there more than once. Keep one of them."))
    if unknown := [cell for cell, column in zip(cells, header, strict=True) if cell and not column]:
        roster.remarks.append(_("Not imported: {names}.").format(names=_titles(unknown)))
    return header if {"name", "role"} <= set(header) and not twice else []


def _titles(cells: Iterable[str]) -> str:
    return ", ".join(f"“{cell[:40]}”" for cell in cells if cell)


# From cells to players -----------------------------------------------------------------------------------------------


def _read_row(cells: list[str], header: list[str], row: int, roster: Roster) -> None:
    extra = [cell for cell in cells[len(header) :] if cell]
    if extra:
        roster.say(
            row,
            "",
            _("more cells than the header has ({names}). Put it in quotes, if it is one cell.").format(
                names=_titles(extra)
            ),
        )
        return
    given = {column: cell for column, cell in zip(header, cells, strict=False) if column}
    values: dict[str, object] = {}
    for column, parse in PARSERS.items():
        try:
            values[column] = parse(given.get(column, ""))
        except ValueError as problem:
            roster.say(row, column, str(problem))
    roster.claims.append((row, str(values.get("name", "")), str(values.get("team", ""))))
    if len(values) == len(PARSERS):
        roster.lines.append(RosterLine(row, **values))  # type: ignore[arg-type]


def _text(most: int) -> Callable[[str], str]:
    def parse(cell: str) -> str:
        if len(cell) > most:
            raise ValueError(_("longer than {most} characters. Shorten it.").format(most=most))
        if not cell.isprintable():
            raise ValueError(_("there is a control character in it. Type it again."))
        return cell

    return parse


def _name(cell: str) -> str:
    if not cell:
        raise ValueError(_("the name is empty. Fill it in or delete the row."))
    return _text(60)(cell)


def _role(cell: str) -> str:
    for role, words in ROLE_WORDS.items():
        if cell.casefold() in words:
            return role
    raise ValueError(
        _("“{cell}” is no role. Write Dev or Ops.").format(cell=cell[:40])
        if cell
        else _("the role is empty. Write Dev or Ops.")
    )


def _skill(cell: str) -> int:
    if not cell:
        return 3
    if cell not in ("1", "2", "3", "4", "5"):
        raise ValueError(
            _("“{cell}” is out of range. Write 1 (new to it) to 5 (could teach it).").format(cell=cell[:40])
        )
    return int(cell)


def _newcomer(cell: str) -> bool:
    if cell.casefold() not in YES + NO:
        raise ValueError(_("“{cell}” is neither yes nor no. Write yes, no or nothing.").format(cell=cell[:40]))
    return cell.casefold() in YES


PARSERS: dict[str, Callable[[str], object]] = {
    "name": _name,
    "role": _role,
    "team": _text(60),
    "department": _text(60),
    "skill": _skill,
    "newcomer": _newcomer,
}


# Against each other and against the game day -------------------------------------------------------------------------


def _compare(roster: Roster, gameday: GameDay) -> None:
    """Find names that are taken or twice in the table, and teams that do not exist yet."""
    taken = {name.casefold() for name in gameday.players.values_list("name", flat=True)}
    seen: dict[str, int] = {}
    teams = {name.casefold() for name in gameday.teams.values_list("name", flat=True)}
    for row, name, team in roster.claims:
        key = name.casefold()
        if key in seen:
            roster.say(
                row,
                "name",
                _("“{name}” is in row {seen} already. Add an initial, or delete one row.").format(
                    name=name, seen=seen[key]
                ),
            )
        elif key in taken:
            roster.say(
                row, "name", _("“{name}” plays here already. Delete the row, or add an initial.").format(name=name)
            )
        if name:
            seen.setdefault(key, row)
        if team and team.casefold() not in teams:
            _new_team(row, team, roster, gameday)
            teams.add(team.casefold())
    roster.problems.sort(key=lambda problem: problem.row)


def _new_team(row: int, name: str, roster: Roster, gameday: GameDay) -> None:
    if gameday.state == GameDayState.DRAFT:
        roster.new_teams.append(name)
    else:
        roster.say(
            row,
            "team",
            _(
                "there is no team “{name}”, and a launched game day gets no new ones. Correct the name, or "
                "leave it empty."
            ).format(name=name),
        )
