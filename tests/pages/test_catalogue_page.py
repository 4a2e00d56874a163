"""The catalogue: what a facilitator reads before choosing, and what nobody else may read at all."""

import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from gameday.catalogue import cards
from gameday.language.vocabulary import translate_code
from scenarios.document.parse import Document
from scenarios.faults import FAULTS
from tests.making import DOCUMENT, NOW, make_host, make_player, make_scenario, make_team, running_gameday
from tests.reading import read_page

pytestmark = pytest.mark.django_db
URL = "/catalogue/"
PROOF = {"holds": True, "seconds": 61.4, "at": "2031-05-17T09:00:00+00:00", "lines": [
    {"step": "steady state holds", "seconds": 0.1, "holds": True, "said": "browse"},
    {"step": "trick instead of ops: Tiptoe", "seconds": 4.0, "holds": True, "said": "awake: The shop sleeps."},
]}  # fmt: skip


@pytest.fixture
def desk(client):
    client.force_login(get_user_model().objects.create_user("walter", is_staff=True))
    return client


def page(desk, address=URL):
    answer = desk.get(address)
    assert answer.status_code == 200
    return read_page(answer)


def slugs(text, *known):
    return [slug for slug in known if f"/catalogue/{slug}/" in text]


def test_strangers_are_asked_to_log_in(client):
    make_scenario(slug="sleepy-shop")
    for address in (URL, f"{URL}sleepy-shop/", f"{URL}sleepy-shop/1/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/")


def test_players_never_see_what_is_to_come(client):
    player = make_player(make_team(running_gameday()))
    client.get(reverse("gameday:seat", args=[player.token]))
    assert client.get(URL).status_code == 302
    client.force_login(get_user_model().objects.create_user("ada"))
    assert client.get(URL).status_code == 403
    assert URL not in read_page(client.get("/play/"))


def test_an_empty_catalogue_says_what_to_do(desk):
    text = page(desk)
    assert "The shelf is empty" in text
    assert "<code>manage.py scenario publish</code>" in text


def test_a_card_tells_what_a_facilitator_chooses_by(desk):
    make_scenario(slug="sleepy-shop", proof=PROOF, proved_at=NOW)
    text = page(desk)
    for told in (
        "The sleepy shop",
        "Stability",
        "difficulty 1 of 3",
        "about 10 min",
        "version 1",
        "proof holds",
        "in 61 s",
        "A service is killed and stays dead",
        "Dev 20",
        "Ops 40",
        "together 20",
    ):
        assert told in text, told


def test_what_breaks_is_told_in_the_readers_language(desk):
    make_scenario(slug="sleepy-shop")
    desk.post(reverse("set_language"), {"language": "fr", "next": "/"})
    assert "Un service est tué et le reste" in page(desk, "/catalogue/sleepy-shop/")


@pytest.mark.parametrize("kind", FAULTS)
def test_every_kind_of_fault_has_a_description(kind):
    assert translate_code(kind) == FAULTS[kind].title


def test_only_the_newest_version_is_listed(desk):
    make_scenario(slug="sleepy-shop", version=1)
    make_scenario(slug="sleepy-shop", version=2, document={"title": "The sleepier shop"})
    text = page(desk)
    assert "The sleepier shop" in text
    assert "The sleepy shop" not in text


def test_category_and_difficulty_narrow_it_down(desk):
    make_scenario(slug="nap", difficulty=1)
    make_scenario(slug="moat", document={"category": "network", "difficulty": 2})
    make_scenario(slug="leap", document={"category": "network", "difficulty": 3})
    every = ("nap", "moat", "leap")
    assert slugs(page(desk), *every) == ["nap", "moat", "leap"]
    assert slugs(page(desk, f"{URL}?category=network"), *every) == ["moat", "leap"]
    assert slugs(page(desk, f"{URL}?category=network&difficulty=3"), *every) == ["leap"]
    assert slugs(page(desk, f"{URL}?difficulty=1"), *every) == ["nap"]
    assert "Nothing of that kind" in page(desk, f"{URL}?category=backup")
    assert "?category=network&amp;difficulty=1" in page(desk, f"{URL}?difficulty=1")


@pytest.mark.parametrize("nonsense", ["?category=<script>", "?difficulty=9", "?difficulty=x&category=", "?page=7"])
def test_an_address_that_makes_no_sense_shows_everything(desk, nonsense):
    make_scenario(slug="nap")
    text = page(desk, URL + nonsense)
    assert slugs(text, "nap") == ["nap"]
    assert "<script>&" not in text


def test_a_scenario_that_no_host_can_play_says_so(desk):
    scenario = make_scenario(slug="thin-line", document={"requires": ["network.rate", "cgroup.cpu"]})
    assert cards.scenario_cards([scenario])[0].lacking == []  # no host has been checked yet
    make_host(capabilities=["cgroup.cpu"])
    make_host(capabilities=["network.rate"], enabled=False)
    assert cards.scenario_cards([scenario])[0].lacking == ["network.rate"]
    assert "No host here can play it: missing network.rate." in page(desk)


def test_points_are_listed_by_the_seats_that_are_needed():
    goals = Document.model_validate(DOCUMENT).objectives
    assert [(share.who, share.points, share.start, share.length) for share in cards.point_shares(goals)] == [
        ("dev", 20, 0.0, 25.0), ("ops", 40, 25.0, 50.0), ("both", 20, 75.0, 25.0),
    ]  # fmt: skip


def test_a_failed_and_a_missing_proof_are_shown(desk):
    make_scenario(slug="nap", proof=PROOF | {"holds": False})
    make_scenario(slug="moat")
    text = page(desk)
    assert "proof does not hold" in text
    assert "never proved here" in text


def test_the_page_of_a_scenario_shows_everything(desk):
    trick = {"title": "Tiptoe", "instead_of": "ops", "steps": "tricks/tiptoe.sh", "caught_by": "awake"}
    make_scenario(slug="nap", document={"tricks": [trick]}, proof=PROOF)
    text = page(desk, f"{URL}nap/")
    for told in (
        "THE SHOP SNORES STOP",
        "It is not the code.",
        "It is the supervisor.",
        "Listen.",
        "sv up storefront",
        "Who wakes whom?",
        "https://example.com/nap",
        "Tiptoe",
        "2 steps",
        "awake: The shop sleeps.",
        "manage.py scenario prove nap",
        "80 points",
    ):
        assert told in text, told


def test_an_older_version_says_that_it_is_one(desk):
    make_scenario(slug="nap", version=1)
    make_scenario(slug="nap", version=3)
    assert "This is version 1; version 3 is newer." in page(desk, f"{URL}nap/1/")
    assert "is newer" not in page(desk, f"{URL}nap/3/")
    assert desk.get(f"{URL}nap/2/").status_code == 404
    assert desk.get(f"{URL}nobody/").status_code == 404


def test_the_catalogue_takes_as_many_queries_for_many_scenarios_as_for_one(desk, django_assert_num_queries):
    counts = []
    for _ in range(2):
        make_scenario()
        make_scenario()
        page(desk)
        with django_assert_num_queries(5) as queries:  # one asks for the duty of who reads
            page(desk)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_facilitators_find_it(desk):
    assert f'href="{URL}"' in page(desk, "/admin/")
    running_gameday(slug="hay-day")
    assert f'href="{URL}"' in page(desk, "/control/hay-day/")
