"""Names of people and teams: every script is welcome, nothing invisible is, and one name is one person."""

import unicodedata

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from gameday import activity, names
from gameday.event import schedule
from gameday.models import Activity, GameDay, Player, Team
from gameday.models.choices import ActivityVerb
from gameday.people import draw, player_import, players
from gameday.team import chat
from tests.making import NOW, make_gameday, make_player, make_team
from tests.reading import read_page

pytestmark = pytest.mark.django_db

WELCOME = {
    "Hindi": "राम कुमार",
    "Persian, with a ZWNJ": "علی‌رضا",
    "Malayalam, with a ZWJ at the end": "ജയന്‍",
    "Burmese, stacked marks": "မြွှာ",
    "Thai": "สมชาย เข็มกลัด",
    "Hebrew, with points": "שָׁלוֹם",
    "Chinese": "李雷",
    "Japanese, with a variant of a character": "葛\U000e0100城",
    "Korean": "김철수",
    "Mongolian, with a variation selector": "ᠮᠣᠩᠭ\u180bᠣᠯ",
    "Icelandic": "Þórunn Æ. Jónsdóttir",
    "apostrophe": "Siobhán O’Neill",
    "a family joined by ZWJ": "👨‍👩‍👧‍👦",
    "a flag of letters and one of tags": "🇫🇷 🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    "a heart with a selector, on fire": "❤️‍🔥",
    "an emoji newer than this Python": "\U0001fae9",
    "sixty families": "👨‍👩‍👧" * 20 + "x" * 40,
}
REFUSED = {
    "a space that has no width": "\u200b",
    "a name with one in it": "Ada\u200b",
    "a joiner alone": "\u200d",
    "a Hangul filler": "\u3164",
    "a blank of Braille": "\u2800",
    "a soft hyphen": "A\u00adda",
    "a byte order mark": "\ufeffAda",
    "text turned round": "\u202eelgoog",
    "an isolate": "\u2067Ada",
    "a mark of direction": "Ada\u200f",
    "words hidden in tags": "Ada\U000e0068\U000e0069",
    "bytes hidden in selectors": "A\ufe00\ufe01\ufe02\ufe03",
    "a bell": "Ada\x07",
    "marks in a tower": "Z" + "\u0321\u0317\u0353\u0320\u0330\u0332\u0345\u035a",
    "marks on nothing": "\u0301",
    "too long": "x" * 61,
    "far too long": "x" * 500,
    "nothing": "  ",
}
SAME = [
    ("Anna", "ANNA"),
    ("José", unicodedata.normalize("NFD", "josé")),
    ("Ａｄａ", "ada"),
    ("Straße", "STRASSE"),
    ("Σίσυφος", "ΣΊΣΥΦΟΣ"),
    ("İpek Işık", "ipek ışık"),
    ("O'Neill", "O’NEILL"),
    ("علی‌رضا", "علیرضا"),
    ("Eve  Online", " eve\u00a0online "),
]


def join(gameday, name, client=None, role="dev"):
    return (client or Client()).post(reverse("gameday:join", args=[gameday.join_code]), {"name": name, "role": role})


@pytest.fixture
def lobby():
    gameday = make_gameday(state="lobby")
    make_team(gameday, name="Manes")
    return gameday


@pytest.mark.parametrize("name", WELCOME.values(), ids=WELCOME)
def test_a_person_of_any_script_joins_and_is_called_as_they_wrote(lobby, name):
    assert join(lobby, name).status_code == 302
    assert Player.objects.get().name == unicodedata.normalize("NFC", name)


@pytest.mark.parametrize("name", REFUSED.values(), ids=REFUSED)
def test_a_name_that_nobody_can_see_or_that_turns_the_text_is_refused(lobby, name):
    response = join(lobby, name)
    assert (response.status_code, Player.objects.count()) == (422, 0)
    assert 'role="alert"' in read_page(response)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_name_in_another_browser_is_no_second_person(lobby, one, other):
    join(lobby, one)
    response = join(lobby, other)
    assert (response.status_code, Player.objects.count()) == (422, 1)
    assert "has joined already. If that is you, come back by your own link" in read_page(response)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_who_is_on_the_list_finds_their_seat_however_they_write_their_name(lobby, one, other):
    player = make_player(lobby.teams.get(), "ops", name=one, joined_at=None)
    assert join(lobby, other).status_code == 302
    player.refresh_from_db()
    assert (Player.objects.count(), player.joined_at is None, player.name) == (1, False, one)


def test_the_database_itself_holds_a_name_once_a_game_day(lobby):
    team = lobby.teams.get()
    make_player(team, name="anna")
    make_player(make_team(make_gameday()), name="Anna")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_player(team, name="Anna")
    with pytest.raises(IntegrityError), transaction.atomic():
        Player.objects.bulk_create([Player(gameday=lobby, name="ÁNNA", role="dev"), Player(gameday=lobby, name="anna")])
    with pytest.raises(IntegrityError), transaction.atomic():
        make_team(lobby, name="MANES")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_player(team, name="\u200b")


def test_whom_the_list_has_put_into_a_team_the_draw_leaves_there(lobby):
    GameDay.objects.update(state="draft")
    for number in range(5):
        make_player(lobby.teams.get(), "dev" if number % 2 else "ops", name=f"P{number}")
    make_team(lobby, name="Hooves")
    player_import.import_roster("name,role,team\nBo,dev,manes\nEve,dev,\n", lobby, by="walter", now=NOW)
    moved = set()
    for seed in range(8):
        draw.draw_teams(lobby, by="walter", now=NOW, seed=seed)
        assert Player.objects.get(name="Bo").team.name == "Manes"
        moved.add(Player.objects.get(name="Eve").team.name)
    assert moved == {"Manes", "Hooves"}


# The rule itself -----------------------------------------------------------------------------------------------------


@given(st.text(max_size=40))
def test_whatever_is_typed_is_refused_in_words_or_stays_as_it_is_when_it_is_saved_again(typed):
    try:
        name = names.clean_name(typed)
    except names.ImpossibleName:
        return
    assert names.clean_name(name) == name
    assert names.name_key(name) == names.name_key(typed) != ""


@given(st.text(max_size=40))
def test_a_name_is_the_same_in_every_case_and_unicode_form(typed):
    key = names.name_key(typed)
    forms = [unicodedata.normalize(form, typed) for form in ("NFC", "NFD", "NFKC", "NFKD")]
    for same in (*forms, typed.upper(), typed.lower(), typed.casefold(), f" {typed} ", key):
        assert names.name_key(same) == key


def test_the_sentence_says_which_sign_is_hidden_and_what_to_do():
    with pytest.raises(names.ImpossibleName) as turned:
        names.clean_name("\u202eelgoog")
    assert str(turned.value) == (
        "There is a hidden sign in it (U+202E) that changes the direction of the text beside it. Delete it, or type the "
        "name anew instead of pasting it."
    )
    with pytest.raises(names.ImpossibleName, match=r"invisible character in it \(U\+200B\)"):
        names.clean_name("Ada\u200b")


def test_a_name_is_as_long_as_a_reader_counts():
    assert names.clean_name("é" * 60) == "é" * 60
    assert len(names.clean_name("e\u0323\u0302" * 60)) == 60
    with pytest.raises(names.ImpossibleName, match=r"^Longer than 60 characters\. Shorten it\.$"):
        names.clean_name("👍🏽" * 61)
    with pytest.raises(names.ImpossibleName, match="Longer than 60"):
        names.clean_name("👨‍👩‍👧‍👦" * 59)  # fewer than 60, but more than the column has room for


# Wherever names are written ------------------------------------------------------------------------------------------


class TestTheAdmin:
    def save(self, desk, player, **changes):
        given = {"name": player.name, "role": player.role, "team": player.team_id or "", "department": "", "skill": "3"}
        return desk.post(reverse("admin:gameday_player_change", args=[player.pk]), given | changes)

    def test_a_new_name_is_held_to_the_rule_and_takes_its_key_along(self, desk, gameday):
        player = Player.objects.get(name="Ada")
        assert "U+200B" in read_page(self.save(desk, player, name="A\u200bda"))
        assert self.save(desk, player, name="Ａｄａ  L").status_code == 302
        player.refresh_from_db()
        assert (player.name, player.name_key) == ("Ａｄａ L", "ada l")

    def test_the_department_is_held_to_it_too(self, desk, gameday):
        assert "U+202E" in read_page(self.save(desk, Player.objects.get(name="Ada"), department="\u202ehcraeS"))

    def test_a_name_that_another_has_in_another_form_is_refused(self, desk, gameday):
        response = self.save(desk, Player.objects.get(name="Ada"), name="ｇｒａｃｅ")
        assert "There is a ｇｒａｃｅ in Hay Day already. Add an initial." in read_page(response)

    def test_a_name_that_is_older_than_the_rule_does_not_stop_other_changes(self, desk, gameday):
        player = Player.objects.get(name="Ada")
        Player.objects.filter(pk=player.pk).update(name="Ada\u200b")
        player.refresh_from_db()
        assert self.save(desk, player, skill="5").status_code == 302
        player.refresh_from_db()
        assert (player.skill, player.name) == (5, "Ada\u200b")

    def test_two_teams_do_not_swap_their_names_in_one_step(self, desk, gameday):
        teams = list(gameday.teams.all())
        rows = {
            f"teams-{index}-{name}": str(value)
            for index, (team, other) in enumerate([teams, teams[::-1]])
            for name, value in {
                "id": team.pk,
                "position": team.position,
                "emblem": "🦄",
                "name": other.name.upper(),
                "colour": team.colour,
                "motto": "",
            }.items()
        }
        forms = {f"{kind}-{what}_FORMS": "0" for kind in ("teams", "rounds") for what in ("TOTAL", "INITIAL")}
        forms |= {"teams-TOTAL_FORMS": "2", "teams-INITIAL_FORMS": "2"}
        day = {
            "name": "Hay Day",
            "slug": "hay-day",
            "company": "unicorn_rentals",
            "seed": "7",
            "duration": "2h",
            "language": "en",
        }
        response = desk.post(reverse("admin:gameday_gameday_change", args=[gameday.pk]), day | forms | rows)
        assert (
            read_page(response).count("Another team here has that name. Choose another, or save one change first.") == 2
        )

    def test_a_title_in_another_script_gets_an_address_by_itself(self, desk):
        form = {
            "name": "紅葉の日",
            "slug": "",
            "company": "unicorn_rentals",
            "seed": "7",
            "duration": "2h",
            "language": "en",
        }
        planned = {"number": "2", "first": "5m", "every": "20m"}
        assert desk.post(reverse("admin:gameday_gameday_add"), form | planned).status_code == 302
        assert GameDay.objects.values_list("name", "slug").get() == ("紅葉の日", "gameday")

    def test_a_title_that_turns_the_text_is_refused(self, desk):
        form = {"name": "\u202eyaD", "slug": "", "company": "unicorn_rentals", "seed": "7", "duration": "2h"}
        response = desk.post(
            reverse("admin:gameday_gameday_add"), form | {"number": "0", "first": "5m", "every": "20m"}
        )
        assert "U+202E" in read_page(response)


def test_the_commands_hold_the_title_to_the_rule_and_find_a_team_however_it_is_written(lobby):
    with pytest.raises(CommandError, match=r"U\+202E"):
        call_command("gameday", "create", "\u202eyaD")
    assert not GameDay.objects.exclude(pk=lobby.pk).exists()
    GameDay.objects.update(state="running", started_at=NOW)
    call_command("gameday", "halt", lobby.slug, "--team", "mANES")
    assert Team.objects.get().halted_at is not None


def test_teams_that_are_added_avoid_a_name_in_another_case(lobby):
    make_team(lobby, name="GILDED hooves")
    assert schedule.add_teams(lobby, 1)[0].name == "The Sparkle Ops"


def test_a_list_is_held_to_the_rule(lobby):
    data = "name,role,team,department\nAda\u200b,dev,\u202eseniaM,\u2066Search\nराम,dev,,🛠️\n"
    told = [str(problem) for problem in player_import.read_roster(data, lobby).problems]
    assert [problem.split(")")[0] for problem in told] == [
        "Row 2, column “name”: there is an invisible character in it (U+200B",
        "Row 2, column “team”: there is a hidden sign in it (U+202E",
        "Row 2, column “department”: there is a hidden sign in it (U+2066",
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("José", unicodedata.normalize("NFD", "so @JOSÉ, look")),
        ("李雷", "你好@李雷你看"),
        ("김철수", "@김철수는 어디?"),
        ("👩‍🚒", "@👩‍🚒 help"),
        ("राम", "@राम देखो"),
    ],
)
def test_a_mention_is_found_in_every_script_and_form(lobby, name, text):
    player = make_player(lobby.teams.get(), name=name)
    assert chat.mentioned_players(text, [player]) == [player]


# Beside other text ---------------------------------------------------------------------------------------------------


def test_a_name_from_right_to_left_leaves_the_order_of_a_sentence_alone(lobby):
    player = make_player(lobby.teams.get(), name="נועה")
    hooves = make_team(lobby, name="Hooves")
    players.move_player(player, hooves, by="walter", now=NOW)
    assert Activity.objects.get().text == "walter moves \u2068נועה\u2069 from Manes to Hooves"


def test_the_feed_keeps_a_text_that_is_handed_to_it_as_it_is(lobby):
    assert activity.record_activity(lobby.teams.get(), ActivityVerb.TROUBLE, "נועה 3", now=NOW).text == "נועה 3"


def test_the_lobby_isolates_every_name(client, lobby):
    Team.objects.update(name="الفريق")
    join(lobby, "נועה", client)
    page = read_page(client.get(reverse("scoring:play")))
    assert page.count("<bdi>נועה</bdi>") >= 2
    assert page.count("<bdi>الفريق</bdi>") >= 2
    assert "<title>" in page


# Rows that are older than the rule -----------------------------------------------------------------------------------


@pytest.fixture
def before():
    """The models as they were before names had keys, with their tables."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # the rows of this test wait for their checks
    call_command("migrate", "gameday", "0009_activity_verb", verbosity=0)
    return MigrationExecutor(connection).loader.project_state([("gameday", "0009_activity_verb")]).apps.get_model


def migrate():
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    call_command("migrate", "gameday", verbosity=0)


def test_two_who_had_one_name_stay_two_and_the_facilitator_can_save_both(before, desk):
    old_day = before("gameday", "GameDay").objects.create(
        name="Hay\u202e Day", slug="hay", join_code="hay", state="lobby"
    )
    seat = before("gameday", "Player").objects.create
    late = seat(gameday=old_day, name="anna", role="dev", token="1", joined_at=NOW.replace(hour=11))
    first = seat(gameday=old_day, name="Anna", role="dev", token="2", joined_at=NOW)
    listed = seat(gameday=old_day, name="ANNA", role="ops", token="3")
    numbered = seat(gameday=old_day, name="Anna (2)", role="ops", token="4")
    unseen = seat(gameday=old_day, name="\u200b", role="ops", token="5")
    turned = seat(gameday=old_day, name="\u202eelgoog", role="ops", token="6")
    for name in ("Manes", "manes"):
        before("gameday", "Team").objects.create(gameday=old_day, name=name)
    migrate()
    assert GameDay.objects.get().name == "Hay Day"
    assert list(Team.objects.order_by("pk").values_list("name", flat=True)) == ["Manes", "manes (2)"]
    assert dict(Player.objects.values_list("pk", "name")) == {
        first.pk: "Anna",
        late.pk: "anna (3)",
        listed.pk: "ANNA (4)",
        numbered.pk: "Anna (2)",
        unseen.pk: f"Player {unseen.pk}",
        turned.pk: "elgoog",
    }
    for player in Player.objects.all():
        assert player.name_key == names.name_key(player.name)
        response = TestTheAdmin().save(desk, player, skill="4")
        assert (response.status_code, Player.objects.get(pk=player.pk).skill) == (302, 4)
