"""The columns of a list of players: their headings in English, French, German and Spanish, and what a cell may hold.

Case, accents, spaces and signs make no difference in a heading or a word: `Rôle`, `role` and ` ROLE ` are one.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from django.utils.translation import gettext as _

from gameday import names
from gameday.models.choices import Role
from scenarios.refusal import Refused

NAME, FIRST_NAME, LAST_NAME, ROLE, TEAM = "name", "first name", "last name", "role", "team"
NAME_PARTS = (FIRST_NAME, NAME, LAST_NAME)  # in the order in which they make the name: Prénom + Nom, Nombre + Apellidos
HEADINGS = {
    NAME: "name, player, full name, display name, participant, nom, nom complet, prénom et nom, joueur, joueuse, "
    "participante, spieler, spielerin, teilnehmer, teilnehmerin, vor- und nachname, nombre, nombre completo, "
    "nombre y apellidos, jugador, jugadora",
    FIRST_NAME: "first name, given name, forename, prénom, vorname, nombre de pila",
    LAST_NAME: "last name, surname, family name, nom de famille, nachname, familienname, apellido, apellidos",
    ROLE: "role, seat, job, job title, rôle, fonction, poste, siège, rolle, funktion, sitz, rol, función, puesto, cargo, "
    "asiento",
    TEAM: "team, team name, group, équipe, nom de l'équipe, groupe, mannschaft, gruppe, equipo, nombre del equipo, grupo",
    "department": "department, dept, division, département, service, direction, abteilung, bereich, departamento, área, "
    "división",
    "skill": "skill, level, skill level, experience, niveau, compétence, expérience, können, kenntnisse, erfahrung, nivel, "
    "experiencia, habilidad",
    "newcomer": "newcomer, new, new here, newbie, nouveau, nouvelle, nouveau venu, nouvelle venue, débutant, débutante, neu, "
    "neu hier, neuling, nuevo, nueva, novato, novata",
}
ROLE_WORDS: dict[str, str] = {
    Role.DEV: "dev, devs, developer, development, software engineer, engineer, programmer, développeur, développeuse, "
    "développement, ingénieur logiciel, ingénieure logiciel, programmeur, programmeuse, entwickler, entwicklerin, "
    "entwicklung, softwareentwickler, softwareentwicklerin, programmierer, programmiererin, desarrollador, "
    "desarrolladora, desarrollo, ingeniero de software, ingeniera de software, programador, programadora",
    Role.OPS: "ops, operations, operator, sre, site reliability engineer, production engineer, pe, admin, administrator, "
    "sysadmin, system administrator, platform engineer, opérations, opérateur, opératrice, exploitation, exploitant, "
    "exploitante, administrateur, administratrice, administrateur système, administratrice système, admin système, "
    "betrieb, systembetrieb, operatorin, systemadministrator, systemadministratorin, administratorin, operaciones, "
    "operador, operadora, administrador, administradora, administrador de sistemas, administradora de sistemas, sistemas",
}
YES = "yes, y, true, 1, x, new, oui, o, vrai, nouveau, nouvelle, ja, j, wahr, neu, sí, s, verdadero, nuevo, nueva, ✓, ✔"
NO = "no, n, false, 0, non, faux, nein, falsch, falso, -, –"
SKILL = re.compile(r"([1-5])(?:[.,]0+)?")  # some spreadsheets write 3,0


def plain_word(text: str) -> str:
    """A word without case, accents, spaces and signs; only signs stay as they are."""
    folded = unicodedata.normalize("NFKD", text.casefold()).casefold()
    return "".join(sign for sign in folded if sign.isalnum()) or "".join(text.split())


def _lookup(words: Mapping[str, str]) -> dict[str, str]:
    """Plain word -> what it means."""
    return {plain_word(word): meaning for meaning, several in words.items() for word in several.split(",")}


COLUMN_OF, ROLE_OF = _lookup(HEADINGS), _lookup(ROLE_WORDS)
ANSWER_OF = {word: meant == YES for word, meant in _lookup({YES: YES, NO: NO}).items()} | {"": False}


def column_of(heading: str) -> str:
    """The name of our column that a heading means; "" for none."""
    return COLUMN_OF.get(plain_word(heading), "")


def join_name(cells: Mapping[str, str]) -> str:
    """The name, of the columns that hold one or a part of it."""
    return " ".join(filter(None, (cells.get(part, "") for part in NAME_PARTS)))


def quote_cells(cells: Iterable[str]) -> str:
    """Cells as a sentence lists them, the long ones cut."""
    return ", ".join(f"“{cell[:40]}”" for cell in cells if cell)


# What a cell may hold: each raises ValueError or Refused with what is wrong ------------------------------------------


def _name(cell: str) -> str:
    if not cell:
        raise ValueError(_("the name is empty. Fill it in or delete the row."))
    return names.clean_name(cell)


def _line(cell: str) -> str:
    return names.clean_name(cell) if cell else ""


def _role(cell: str) -> str:
    if role := ROLE_OF.get(plain_word(cell)):
        return role
    raise ValueError(
        _("“{cell}” is no role. Write Dev or Ops.").format(cell=cell[:40])
        if cell
        else _("the role is empty. Write Dev or Ops.")
    )


def _skill(cell: str) -> int:
    if not cell:
        return 3
    if match := SKILL.fullmatch(unicodedata.normalize("NFKC", cell)):
        return int(match[1])
    raise ValueError(_("“{cell}” is out of range. Write 1 (new to it) to 5 (could teach it).").format(cell=cell[:40]))


def _newcomer(cell: str) -> bool:
    answer = ANSWER_OF.get(plain_word(cell))
    if answer is None:
        raise ValueError(_("“{cell}” is neither yes nor no. Write yes, no or nothing.").format(cell=cell[:40]))
    return answer


PARSERS: dict[str, Callable[[str], object]] = {
    NAME: _name,
    ROLE: _role,
    TEAM: _line,
    "department": _line,
    "skill": _skill,
    "newcomer": _newcomer,
}
TROUBLE = (ValueError, Refused)
