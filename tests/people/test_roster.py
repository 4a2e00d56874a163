"""Importing players: what spreadsheets write is understood, every mistake is named, and it is all or nothing."""

import pytest

from gameday.models import Player, Team
from gameday.people import csv_table, player_import
from tests.making import NOW, make_gameday, make_player, make_team

pytestmark = pytest.mark.django_db

SIMPLE = "name,role,team,department,skill,newcomer\nAda,Dev,Manes,Search,5,no\nLinus,ops,,,,\n"


@pytest.fixture
def gameday():
    return make_gameday()


def problems(data, gameday):
    return [str(problem) for problem in player_import.read_roster(data, gameday).problems]


def names(data, gameday):
    read = player_import.read_roster(data, gameday)
    assert read.problems == []
    return [(line.name, line.role) for line in read.lines]


def test_everybody_is_imported_with_the_team_that_was_missing(gameday):
    players = player_import.import_roster(SIMPLE, gameday, by="walter", now=NOW)
    assert [(p.name, p.role, p.department, p.skill, p.newcomer) for p in players] == [
        ("Ada", "dev", "Search", 5, False),
        ("Linus", "ops", "", 3, False),
    ]
    assert Player.objects.get(name="Ada").team == Team.objects.get(name="Manes")
    assert Player.objects.get(name="Linus").team is None
    assert {player.joined_at for player in players} == {None}


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbfname,role\r\nAda,Dev\r\nLinus,Ops\r\n",
        b"name;role\nAda;Dev\n\n  ; \nLinus;Ops",
        b"Name\tRole\nAda\tDEV\nLinus\tops\n",
        b'sep=;\r\n"Name";"Role"\r\n"Ada";"dev"\r\n"Linus";"ops"\r\n',
        '"name","role"\n"Ada","Developer"\n"Linus","SRE"\n'.encode("utf-16"),
        b"role , Full Name\nprogrammer,  Ada \nOperations,Linus\n",
    ],
    ids=["BOM and CRLF", "semicolons and blank lines", "tabs", "sep= and quotes", "UTF-16", "other titles"],
)
def test_what_spreadsheets_write_is_understood(data, gameday):
    assert names(data, gameday) == [("Ada", "dev"), ("Linus", "ops")]


HEADINGS = {
    "French": "Nom;Rôle;Équipe;Département;Niveau;Nouveau\nZoé;Développeuse;Étalons;Réseau;4;oui\nNoël;Exploitation;;;;non\n",
    "German": "Name;Rolle;Mannschaft;Abteilung;Erfahrung;Neu\nZoé;Entwicklerin;Étalons;Réseau;4;ja\nNoël;Betrieb;;;;nein\n",
    "Spanish": "Nombre;Función;Equipo;Área;Nivel;Nuevo\nZoé;Desarrolladora;Étalons;Réseau;4;sí\nNoël;Operaciones;;;;no\n",
    "booleans": "NOM ; ROLE ; EQUIPE ; SERVICE ; COMPETENCE ; NOUVELLE\nZoé;dev;Étalons;Réseau;4,0;VRAI\nNoël;ops;;;;FAUX\n",
    "two names": "Prénom;Nom de famille;Rôle;Équipe;Service;Niveau;Nouveau\n;Zoé;dev;Étalons;Réseau;4;x\nNoël;;ops;;;;\n",
}
FILES = {
    "Excel, CSV UTF-8": lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
    "Excel, CSV": lambda text: text.replace("\n", "\r\n").encode("cp1252"),
    "Excel, Unicode text": lambda text: text.replace(";", "\t").replace("\n", "\r\n").encode("utf-16"),
    "LibreOffice": lambda text: text.encode(),
    "LibreOffice, quoted": lambda text: "".join(
        ";".join(f'"{cell}"' for cell in line.split(";")) + "\n" for line in text.splitlines()
    ).encode(),
    "LibreOffice, UTF-16 the other way round": lambda text: (
        b"\xfe\xff" + text.replace(";", ",").replace("4,0", "4").encode("utf-16-be")
    ),
}


@pytest.mark.parametrize("write", FILES.values(), ids=FILES)
@pytest.mark.parametrize("text", HEADINGS.values(), ids=HEADINGS)
def test_a_list_in_another_language_is_understood_as_its_spreadsheet_writes_it(text, write, gameday):
    read = player_import.read_roster(write(text), gameday)
    assert read.problems == []
    assert [(line.name, line.role, line.team, line.department, line.skill, line.newcomer) for line in read.lines] == [
        ("Zoé", "dev", "Étalons", "Réseau", 4, True),
        ("Noël", "ops", "", "", 3, False),
    ]


@pytest.mark.parametrize(
    "header", ["Prénom;Nom;Rôle", "Vorname;Nachname;Rolle", "Nombre;Apellidos;Rol", "first name;surname;role"]
)
def test_first_and_last_name_in_two_columns_are_one_name(header, gameday):
    assert names(f"{header}\nAda;Lovelace;dev\n", gameday) == [("Ada Lovelace", "dev")]
    assert problems(f"{header}\n;;dev\n", gameday) == [
        f"Row 2, column “{' + '.join(header.split(';')[:2])}”: the name is empty. Fill it in or delete the row."
    ]


def test_a_mistake_names_the_column_as_the_file_does(gameday):
    assert problems("Nom;Rôle;Niveau\nAda;chef;9\n", gameday) == [
        "Row 2, column “Rôle”: “chef” is no role. Write Dev or Ops.",
        "Row 2, column “Niveau”: “9” is out of range. Write 1 (new to it) to 5 (could teach it).",
    ]


def test_a_name_that_plays_here_in_another_form_is_told(gameday):
    make_player(make_team(gameday), name="José")
    assert problems("name,role\nJOSE\u0301,dev\nＡｄａ,dev\nada,ops\n", gameday) == [
        "Row 2, column “name”: “JOSÉ” plays here already. Delete the row, or add an initial.",
        "Row 4, column “name”: “ada” is in row 3 already. Add an initial, or delete one row.",
    ]


def test_whom_the_list_puts_into_a_team_is_locked_there(gameday):
    player_import.import_roster(SIMPLE, gameday, by="walter", now=NOW)
    assert dict(Player.objects.values_list("name", "locked")) == {"Ada": True, "Linus": False}


def test_a_quoted_cell_may_hold_the_delimiter_quotes_and_a_line_end(gameday):
    read = names('name,role\n"Lovelace, Ada ""the\nCountess""",dev\n', gameday)
    assert read == [('Lovelace, Ada "the Countess"', "dev")]


def test_windows_text_is_read_and_a_look_at_the_accents_is_asked_for(gameday):
    read = player_import.read_roster("name;role\nAndré;dev\n".encode("cp1252"), gameday)
    assert [line.name for line in read.lines] == ["André"]
    assert read.remarks == ["The file is not UTF-8 (see row 2), so it was read as Windows-1252. Check the accents."]


def test_bytes_that_are_no_text_are_refused_with_what_to_do(gameday):
    assert problems(b"name,role\nAd\x81a,dev\n", gameday) == [
        "Row 2: this is not UTF-8 text. In a spreadsheet choose “Save as CSV UTF-8”."
    ]
    assert "binary file" in problems(b"PK\x03\x04\x00\x00name,role", gameday)[0]


def test_too_large_a_file_is_refused_before_it_is_read(gameday):
    assert problems(b"name,role\n" + b"x" * csv_table.LARGEST_TABLE, gameday) == [
        "This is larger than 256 kB. Is it the right file? If so, split it."
    ]


def test_too_many_players_are_refused(gameday, monkeypatch):
    monkeypatch.setattr(player_import, "MOST_PLAYERS", 2)
    rows = "".join(f"P{number},dev\n" for number in range(3))
    assert problems("name,role\n" + rows, gameday) == ["Row 4: more than 2 players. Is it the right file?"]


@pytest.mark.parametrize("data", ["", "\n\n", "name,role\n", "name,role\n,\n"])
def test_an_empty_file_says_so(data, gameday):
    assert problems(data, gameday) == [
        "There is no player in it. The first row names the columns, each later one is a player."
    ]


def test_a_missing_column_is_named_with_what_is_there(gameday):
    assert problems("name,mood\nAda,good\n", gameday) == [
        "Row 1, column “role”: this column is missing. The header has “name”, “mood”; add “role” to it."
    ]


def test_a_column_that_is_there_twice_is_refused(gameday):
    assert problems("name,role,seat\nAda,dev,ops\n", gameday) == [
        "Row 1, column “role”: this column is there more than once. Keep one of them."
    ]


def test_columns_that_nobody_knows_are_left_out_and_told(gameday):
    read = player_import.read_roster("name,role,shoe size\nAda,dev,38\n", gameday)
    assert (read.remarks, len(read.lines)) == (["Not imported: “shoe size”."], 1)


def test_every_mistake_is_told_at_once_with_row_and_column(gameday):
    make_player(make_team(gameday), name="Grace")
    data = (
        "name,role,skill,newcomer\nAda,boss,9,maybe\n,dev,,\ngrace,ops,,\nBob,dev,,\nBOB,,,\nEve,dev,0,\n"
        "Jo,dev,1,no,extra\n"
    )
    assert problems(data, gameday) == [
        "Row 2, column “role”: “boss” is no role. Write Dev or Ops.",
        "Row 2, column “skill”: “9” is out of range. Write 1 (new to it) to 5 (could teach it).",
        "Row 2, column “newcomer”: “maybe” is neither yes nor no. Write yes, no or nothing.",
        "Row 3, column “name”: the name is empty. Fill it in or delete the row.",
        "Row 4, column “name”: “grace” plays here already. Delete the row, or add an initial.",
        "Row 6, column “role”: the role is empty. Write Dev or Ops.",
        "Row 6, column “name”: “BOB” is in row 5 already. Add an initial, or delete one row.",
        "Row 7, column “skill”: “0” is out of range. Write 1 (new to it) to 5 (could teach it).",
        "Row 8: more cells than the header has (“extra”). Put it in quotes, if it is one cell.",
    ]


def test_a_name_twice_in_the_file_is_told_even_where_its_row_has_another_mistake(gameday):
    assert len(problems("name,role\nAda,dev\nada,boss\n", gameday)) == 2


def test_a_quotation_mark_that_is_never_closed_is_told(gameday):
    assert problems('name,role\nAda,dev\n"Linus,ops\n', gameday) == [
        "Row 3: the quotation marks do not match. Close the one that is open; inside quotes write it twice."
    ]


def test_names_too_long_or_with_control_characters_are_told(gameday):
    assert problems(f"name,role\n{'x' * 61},dev\nA\x07da,dev\n", gameday) == [
        "Row 2, column “name”: longer than 60 characters. Shorten it.",
        "Row 3, column “name”: there is an invisible character in it (U+0007). Delete it, or type the name anew instead of "
        "pasting it.",
    ]


def test_one_mistake_and_nobody_is_imported(gameday):
    with pytest.raises(player_import.FaultyRoster) as refusal:
        player_import.import_roster(SIMPLE + "Eve,boss,Tails\n", gameday, by="walter", now=NOW)
    assert [problem.row for problem in refusal.value.problems] == [4]
    assert (Player.objects.count(), Team.objects.count()) == (0, 0)


def test_a_second_import_of_the_same_file_is_refused_and_changes_nothing(gameday):
    player_import.import_roster(SIMPLE, gameday, by="walter", now=NOW)
    with pytest.raises(player_import.FaultyRoster):
        player_import.import_roster(SIMPLE, gameday, by="walter", now=NOW)
    assert Player.objects.count() == 2


def test_a_launched_game_day_takes_people_but_no_new_teams():
    gameday = make_gameday(state="lobby")
    team = make_team(gameday, name="Manes")
    assert problems("name,role,team\nAda,dev,manes\nLinus,ops,Tails\n", gameday) == [
        "Row 3, column “team”: there is no team “Tails”, and a launched game day gets no new ones. "
        "Correct the name, or leave it empty."
    ]
    player_import.import_roster("name,role,team\nAda,dev,manes\n", gameday, by="walter", now=NOW)
    assert Player.objects.get().team == team


def test_a_finished_game_day_takes_nobody():
    assert problems("name,role\nAda,dev\n", make_gameday(state="finished")) == [
        "The game day is finished; nobody can be added any more."
    ]
