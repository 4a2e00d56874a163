"""Players in the admin: importing, their own link, moving them, the draw."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gameday.models import Activity, GameDay, Player
from tests.making import NOW, make_gameday, make_player, make_team
from tests.people.test_gameday_admin import change, said, text

pytestmark = pytest.mark.django_db

LIST = "name,role\nBarbara,Dev\nDennis,Ops\n"


def page(name, gameday):
    return reverse(f"admin:gameday_gameday_{name}", args=[gameday.pk])


class TestImporting:
    def test_a_file_is_looked_at_first_and_nothing_is_written(self, desk, gameday):
        file = SimpleUploadedFile("people.csv", b"\xef\xbb\xbf" + LIST.encode())
        response = desk.post(page("import", gameday), {"file": file})
        assert response.status_code == 200
        assert "2 players will be added to the 3 of <bdi>Hay Day</bdi>" in text(response)
        assert "Barbara" in text(response)
        assert Player.objects.count() == 3

    def test_then_it_is_taken(self, desk, gameday):
        response = desk.post(page("import", gameday), {"text": LIST, "take": "yes"})
        assert said(response) == ["2 players are on the list. 2 have no team yet: draw the teams next."]
        assert Player.objects.count() == 5

    def test_what_was_looked_at_is_what_is_taken(self, desk, gameday):
        response = desk.post(page("import", gameday), {"text": 'name,role\n"O\'Neill, <b>",dev\n'})
        sent = response.context["roster"].text
        desk.post(page("import", gameday), {"text": sent, "take": "yes"})
        assert Player.objects.filter(name="O'Neill, <b>").exists()

    def test_mistakes_are_listed_and_the_list_is_kept_for_mending(self, desk, gameday):
        response = desk.post(page("import", gameday), {"text": "name,role\nAda,dev\nBob,boss\n"})
        assert response.status_code == 422
        assert "2 things to mend" in text(response)
        assert "Row 2, column “name”: “Ada” plays here already" in text(response)
        assert "Bob,boss" in text(response)

    def test_somebody_who_joined_meanwhile_stops_the_import(self, desk, gameday):
        make_player(gameday.teams.first(), name="Barbara")
        response = desk.post(page("import", gameday), {"text": LIST, "take": "yes"})
        assert response.status_code == 422
        assert not Player.objects.filter(name="Dennis").exists()

    def test_nothing_given_says_what_to_do(self, desk, gameday):
        assert "Choose a file or paste the list." in text(desk.post(page("import", gameday), {}))

    def test_too_large_an_upload_is_refused(self, desk, gameday):
        file = SimpleUploadedFile("people.csv", b"name,role\n" + b"x" * 300_000)
        assert "larger than 256 kB" in text(desk.post(page("import", gameday), {"file": file}))


class TestTheDraw:
    def test_it_is_shown_with_reasons_before_it_is_written(self, desk, gameday):
        response = desk.get(page("draw", gameday))
        assert "Draw these teams" in text(response)
        assert "skill" in text(response)
        assert "1 of 2 teams have no Ops: there are only 1." in text(response)
        assert set(Player.objects.values_list("team__name", flat=True)) == {"Hooves"}

    def test_what_was_shown_is_what_is_drawn(self, desk, gameday):
        shown = desk.get(page("draw", gameday), {"seed": "5"})
        expected = {person.key: team.pk for team, people, _ in shown.context["drawn"] for person, _ in people}
        desk.post(page("draw", gameday), {"seed": "5"})
        assert dict(Player.objects.values_list("pk", "team")) == expected
        assert GameDay.objects.get().seed == 5

    def test_a_running_game_day_is_not_drawn(self, desk, gameday):
        GameDay.objects.update(state="running", started_at=NOW)
        assert "a draw would tear teams apart" in said(desk.post(page("draw", gameday)))[0]

    def test_it_is_an_action_of_the_list_for_one_game_day(self, desk, gameday):
        url = reverse("admin:gameday_gameday_changelist")
        response = desk.post(url, {"action": "draw_teams", "_selected_action": gameday.pk})
        assert response["Location"] == page("draw", gameday)


class TestOnePlayer:
    def test_their_own_link_is_shown_and_leads_to_their_seat(self, desk, client, gameday):
        player = Player.objects.get(name="Ada")
        shown = text(desk.get(reverse("admin:gameday_player_change", args=[player.pk])))
        path = reverse("gameday:seat", args=[player.token])
        assert path in shown
        assert 'src="data:image/svg+xml' in shown
        assert client.get(path)["Location"] == reverse("scoring:play")

    def form(self, player, **changes):
        team = player.team_id or ""
        return {"name": player.name, "role": player.role, "team": team, "department": "", "skill": "3"} | changes

    def test_another_team_is_told_to_both(self, desk, gameday):
        player, manes = Player.objects.get(name="Ada"), gameday.teams.get(name="Manes")
        desk.post(reverse("admin:gameday_player_change", args=[player.pk]), self.form(player, team=manes.pk))
        player.refresh_from_db()
        assert player.team == manes
        assert Activity.objects.get(verb="moved").text == "walter moves Ada from Hooves to Manes"

    def test_only_teams_of_their_own_game_day_are_offered(self, desk, gameday):
        other = make_team(make_gameday(), name="Strangers")
        player = Player.objects.get(name="Ada")
        url = reverse("admin:gameday_player_change", args=[player.pk])
        assert "Strangers" not in text(desk.get(url))
        desk.post(url, self.form(player, team=other.pk))
        player.refresh_from_db()
        assert player.team.name == "Hooves"

    def test_a_name_that_is_taken_is_refused_whatever_its_case(self, desk, gameday):
        player = Player.objects.get(name="Ada")
        response = desk.post(reverse("admin:gameday_player_change", args=[player.pk]), self.form(player, name="GRACE"))
        assert "There is a GRACE in Hay Day already" in text(response)

    def test_a_skill_out_of_range_is_refused(self, desk, gameday):
        player = Player.objects.get(name="Ada")
        response = desk.post(reverse("admin:gameday_player_change", args=[player.pk]), self.form(player, skill="9"))
        assert "less than or equal to 5" in text(response)

    def test_one_is_added_to_the_game_day_that_one_came_from(self, desk, gameday):
        url = f"{reverse('admin:gameday_player_add')}?gameday={gameday.pk}"
        assert "Manes" in text(desk.get(url))
        desk.post(url, {"gameday": gameday.pk, "name": " Eve  Online ", "role": "ops", "skill": "4"})
        assert Player.objects.get(name="Eve Online").skill == 4

    def test_several_are_moved_at_once_after_asking(self, desk, gameday):
        url = reverse("admin:gameday_player_changelist")
        chosen = [player.pk for player in Player.objects.filter(role="dev")]
        asked = desk.post(url, {"action": "move_to_team", "_selected_action": chosen})
        assert "now in <bdi>Hooves</bdi>" in text(asked)
        assert Activity.objects.count() == 0
        manes = gameday.teams.get(name="Manes")
        desk.post(url, {"action": "move_to_team", "_selected_action": chosen, "team": manes.pk, "move": "yes"})
        assert manes.players.count() == 2

    def test_players_of_two_game_days_are_not_moved_together(self, desk, gameday):
        stranger = make_player(make_team(make_gameday()))
        chosen = [stranger.pk, Player.objects.get(name="Ada").pk]
        response = desk.post(
            reverse("admin:gameday_player_changelist"), {"action": "move_to_team", "_selected_action": chosen}
        )
        assert said(response) == ["Choose players of one game day."]

    def test_one_is_deleted_with_what_hangs_on_them(self, desk, gameday):
        player = Player.objects.get(name="Ada")
        desk.post(reverse("admin:gameday_player_delete", args=[player.pk]), {"post": "yes"})
        assert not Player.objects.filter(name="Ada").exists()


def test_the_change_page_leads_to_all_of_it(desk, gameday):
    shown = text(desk.get(change(gameday)))
    for part in (page("import", gameday), page("draw", gameday), f"?gameday__id__exact={gameday.pk}"):
        assert part in shown
