"""The workshop's pages: who may look, who may act, and what is said when something is away."""

import json

import pytest
from django.urls import reverse

from gameday.models import Activity, GameDay, Player, Sandbox
from gameday.workshop import presence
from tests.reading import read_page
from tests.workshop.conftest import browser_of

pytestmark = pytest.mark.django_db
SPOOL = "shop/spool.py"


def at(name, *more, **query):
    return reverse(
        f"gameday:workshop-{name}" if name else "gameday:workshop", args=["storefront", *more], query=query or None
    )


@pytest.fixture
def dora(bench, clean_redis):
    """The Dev's browser."""
    return browser_of(Player.objects.get(name="Dora"))


@pytest.fixture
def otto(bench, clean_redis):
    """The Ops' browser."""
    return browser_of(Player.objects.get(name="Otto"))


def send(browser, name, **words):
    return browser.post(at(name), json.dumps(words), content_type="application/json")


def test_the_entrance_leads_to_the_first_repository(dora):
    assert dora.get(reverse("gameday:workshop-entrance"))["Location"] == at("")


def test_strangers_are_sent_to_the_start_page(client, bench):
    for address in (
        reverse("gameday:workshop-entrance"),
        at(""),
        at("pulse"),
        at("file", path=SPOOL),
        at("raw", path=SPOOL),
    ):
        assert client.get(address)["Location"] == reverse("gameday:home"), address
    assert client.post(at("do", "push"))["Location"] == reverse("gameday:home")


def test_the_page_shows_files_changes_and_history(dora):
    text = read_page(dora.get(at("")))
    for what in (SPOOL, "Open the shop", "Run the tests", "Everything is committed"):
        assert what in text
    assert "style-src 'self' 'nonce-" in dora.get(at(""))["Content-Security-Policy"]


def test_in_the_desk_the_way_to_a_repository_and_its_page_may_be_framed(dora):
    entrance = dora.get(reverse("gameday:workshop-entrance"), {"desk": ""})
    assert entrance["Location"] == f"{at('')}?desk"
    page = dora.get(entrance["Location"])
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert "style-src 'self' 'nonce-" in page["Content-Security-Policy"]
    assert "My team" not in read_page(page)


def test_an_unknown_repository_and_an_unknown_verb_are_not_found(dora):
    assert dora.get(reverse("gameday:workshop", args=["no-such"])).status_code == 404
    assert dora.post(at("do", "format-the-disk")).status_code == 404
    assert dora.get(at("sheet", "passwd")).status_code == 404
    assert dora.get(at("sheet", "commit", sha="--output=/etc/x")).status_code == 404


def test_a_pulse_brings_only_what_has_changed(dora, repository):
    first = read_page(dora.get(at("pulse")))
    seen = dict(
        part.split('" value="') for part in first.replace(">", "").split('name="')[1:] if part.startswith("seen-")
    )
    seen = {name: value[:32] for name, value in seen.items()}
    assert set(seen) == {"seen-people", "seen-tree", "seen-changes", "seen-tests", "seen-pipeline", "seen-history"}
    assert 'name="seen-' not in read_page(dora.get(at("pulse"), seen))
    (repository / SPOOL).write_text("KEPT = 1\n")  # in a terminal
    again = read_page(dora.get(at("pulse"), seen | {"fresh": ""}))
    assert ('"seen-changes"' in again, '"seen-tree"' in again, '"seen-history"' in again) == (True, True, False)


def test_a_file_is_opened_and_saved(dora, repository):
    opened = dora.get(at("file", path=SPOOL)).json()
    assert opened["write"]
    assert send(dora, "save", path=SPOOL, text="KEPT = 1\n", digest=opened["digest"]).status_code == 200
    assert (repository / SPOOL).read_text() == "KEPT = 1\n"
    late = send(dora, "save", path=SPOOL, text="KEPT = 2\n", digest=opened["digest"])
    assert (late.status_code, late.json()["code"], late.json()["text"]) == (409, "changed", "KEPT = 1\n")
    assert "Take theirs" in late.json()["html"]


def test_the_ops_seat_looks_on_and_changes_nothing(otto, repository):
    assert "only the Dev seat changes code" in read_page(otto.get(at("")))
    opened = otto.get(at("file", path=SPOOL)).json()
    assert not opened["write"]
    refused = send(otto, "save", path=SPOOL, text="", digest=opened["digest"])
    assert (refused.status_code, refused.json()["code"]) == (403, "seat")
    assert send(otto, "merge", path=SPOOL, base="", mine="").status_code == 403
    for verb in (
        "commit",
        "push",
        "pull",
        "test",
        "deploy",
        "roll-back",
        "delete",
        "discard",
        "rename",
        "create",
        "revert",
    ):
        assert (
            otto.post(at("do", verb), {"path": SPOOL, "to": "x", "chosen": SPOOL, "message": "x"}).status_code == 403
        ), verb
    assert "KEPT = 200" in (repository / SPOOL).read_text()
    assert not Activity.objects.filter(verb="workshop").exists()


def test_open_seats_let_the_ops_write(otto):
    GameDay.objects.update(seats_open=True)
    assert otto.get(at("file", path=SPOOL)).json()["write"]


def test_a_verb_is_never_done_by_get(dora):
    for address in (at("do", "push"), at("save"), at("merge")):
        assert dora.get(address).status_code == 405


def test_after_the_end_everything_can_be_read_and_nothing_changed(dora):
    GameDay.objects.update(state="finished")
    assert "The game day is over" in read_page(dora.get(at("")))
    assert not dora.get(at("file", path=SPOOL)).json()["write"]
    refused = dora.post(at("do", "test"))
    assert (refused.status_code, refused.json()["code"]) == (409, "over")


@pytest.mark.parametrize(("state", "told"), [("building", "is being built"), ("broken", "is broken (no space)")])
def test_a_sandbox_that_is_not_ready_is_said_and_waited_for(dora, state, told):
    Sandbox.objects.update(state=state, problem="no space")
    page = dora.get(reverse("gameday:workshop-entrance"))
    assert page.status_code == 503
    assert told in read_page(page)
    answer = send(dora, "save", path=SPOOL, text="x", digest="")
    assert (answer.status_code, answer.json()["code"]) == (503, "away")


def test_a_dead_engine_leaves_the_page_and_says_so(dora, here):
    here.down = True
    assert "The engine that carries your sandbox does not answer" in read_page(dora.get(at("")))
    assert "The engine that carries your sandbox does not answer" in read_page(dora.get(at("pulse")))


def test_rubbish_instead_of_an_order_is_refused(dora):
    assert dora.post(at("save"), "no json", content_type="application/json").status_code == 409
    assert dora.post(at("save"), "{}", content_type="application/json").status_code == 409
    assert dora.post(at("do", "deploy"), {"sha": "; rm -rf /"}).status_code == 200


def test_a_file_with_html_is_downloaded_and_never_shown_as_a_page(dora, repository):
    (repository / "evil.html").write_text("<script>alert(1)</script>")
    (repository / "cat.png").write_bytes(b"\x89PNG\0")
    page, picture = dora.get(at("raw", path="evil.html")), dora.get(at("raw", path="cat.png"))
    assert (page["Content-Type"], picture["Content-Type"]) == ("application/octet-stream", "image/png")
    assert page["Content-Disposition"].startswith("attachment")
    assert page["X-Content-Type-Options"] == "nosniff"


def test_markup_in_names_and_files_is_shown_as_text(dora, repository):
    (repository / "<img src=x>.py").write_text("<script>alert(1)</script>\n")
    text = read_page(dora.get(at(""))) + read_page(dora.get(at("sheet", "diff")))
    assert "<img src=x>" not in text
    assert "<script>alert" not in text


def test_team_mates_see_who_is_in_a_file(dora, otto):
    dora.post(at("here"), {"path": SPOOL, "unsaved": "yes"})
    team = Player.objects.get(name="Dora").team_id
    assert [(here.name, here.path, here.unsaved) for here in presence.people_here(team)] == [("Dora", SPOOL, True)]
    assert 'data-name="Dora"' in read_page(otto.get(at("pulse")))
    dora.post(at("here"), {"gone": "yes"})
    assert presence.people_here(team) == []


def test_a_pipeline_that_is_away_is_said_and_nothing_is_lost(dora):
    assert "The pipeline does not answer" in read_page(dora.get(at("pulse")))
    assert "The pipeline does not answer" in read_page(dora.post(at("do", "roll-back")))
