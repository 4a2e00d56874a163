"""The runbook's page: what there is to read, how it was left, and what is said when nothing can be read."""

import re

import pytest
from django.urls import reverse

from gameday.models import Player, Sandbox
from tests.reading import read_page
from tests.runbook.conftest import browser_of, git

pytestmark = pytest.mark.django_db
SEEN = re.compile(r'name="seen" value="(\w+)"')


def page_of(browser, document="", **query) -> str:
    return read_page(browser.get(reverse("gameday:runbook"), query | ({"document": document} if document else {})))


def part_of(browser, **query):
    return browser.get(reverse("gameday:runbook-part"), query, headers={"HX-Request": "true"})


@pytest.fixture
def otto(bench, clean_redis):
    """The Ops' browser."""
    return browser_of(Player.objects.get(name="Otto"))


def test_the_runbook_is_shown_with_its_last_commit_and_every_other_document_can_be_chosen(otto, runbook):
    page = page_of(otto)
    assert '<h2 id="part-0-the-runbook">The runbook</h2>' in page
    assert "nobody gets in" in page
    assert "What we know about the shop" in page
    assert "Reginald" in page
    assert git(runbook, "rev-parse", "HEAD")[:10] in page
    names = re.findall(r'<option value="([^"]+)"', page)
    assert (names[:2], names[-1]) == (["runbook/README.md", "runbook/fire.md"], "storefront/README.md")
    assert 'href="/play/workshop/runbook/?file=README.md"' in page
    assert '<h2 id="part-0-shop">Shop</h2>' in page_of(otto, "storefront/README.md")


def test_what_is_not_committed_says_so(otto, runbook):
    (runbook / "README.md").write_text("# Another\n")
    (runbook / "new.md").write_text("# New\n")
    assert "changed since, and not committed" in page_of(otto)
    assert "not committed yet" in page_of(otto, "runbook/new.md")


def test_a_commit_that_has_not_been_pulled_is_told(otto, others, repository):
    others("fire.md", "# Fire\n", "A page about fire")
    git(repository, "fetch", "-q")
    page = page_of(otto, "storefront/README.md")
    assert "1 commit is at the pipeline and not here yet" in page
    assert "A page about fire" in page


def test_a_document_that_is_not_there_says_so_and_the_others_stay_to_choose(otto, runbook):
    for name in ("runbook/gone.md", "no-such/README.md", "runbook/../storefront/README.md", "x" * 500):
        page = page_of(otto, name)
        assert "is not there" in page, name
        assert "runbook/fire.md" in page


def test_without_a_runbook_the_first_document_is_shown_and_without_any_how_to_write_one(otto, home):
    assert '<h2 id="part-0-shop">Shop</h2>' in page_of(otto)
    for document in home.glob("*/README.md"):
        document.unlink()
    assert "There is no document yet" in page_of(otto)


def test_the_part_comes_again_only_when_something_has_changed(otto, runbook):
    seen = SEEN.search(page_of(otto))[1]
    assert part_of(otto, seen=seen).status_code == 204
    (runbook / "README.md").write_text("# Another\n")
    assert "Another</h2>" in read_page(part_of(otto, seen=seen))


def test_an_engine_that_is_away_is_said_and_what_is_shown_stays(otto, runbook, here):
    seen = SEEN.search(page_of(otto))[1]
    here.down = True
    assert "does not answer" in page_of(otto)
    answer = part_of(otto, seen=seen)
    assert answer["HX-Retarget"] == "#trouble"
    assert "does not answer" in read_page(answer)
    here.down = False
    back = read_page(part_of(otto, seen=seen, trouble="yes"))
    assert "The runbook</h2>" in back
    assert 'hx-swap-oob="innerHTML:#trouble"' in back


def test_a_company_that_is_being_built_is_waited_for(otto, runbook):
    Sandbox.objects.update(state="building")
    assert "Your company is being built. The runbook opens by itself" in page_of(otto)


def test_a_process_without_an_engine_says_that_it_is_the_wrong_door(otto, settings):
    settings.TERMINALS = False
    assert otto.get(reverse("gameday:runbook")).status_code == 503


def test_a_stranger_is_sent_to_the_start_page(client, bench):
    assert client.get(reverse("gameday:runbook"))["Location"] == reverse("gameday:home")
