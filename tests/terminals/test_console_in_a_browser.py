"""The console as a team meets it: two windows in Chromium, the real server, real containers."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from gameday.incidents import injections
from gameday.models import Activity, GameDay, Incident, Injection
from gameday.sandboxes import metrics, provisioning
from scenarios.faults.planned import inject_fault, new_handle, plan_fault
from scoring.models import Entry
from tests import making
from tests.accessibility import barriers_in_light_and_dark
from tests.terminals.test_pages_in_a_browser import PATIENCE, window  # noqa: F401
from tests.waiting import eventually

pytestmark = [pytest.mark.engine, pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def burning(team, real) -> Injection:
    """A fault has killed the cache, in real time."""
    now = timezone.now()
    GameDay.objects.filter(pk=team.gameday_id).update(started_at=now - timedelta(minutes=1))
    incident: Incident = making.make_incident(team, now=now)
    row = Injection(
        incident=incident,
        sandbox=team.sandboxes.get(),
        fault="dead",
        kind="container.kill",
        target="cache",
        ttl=600,
        handle=new_handle(),
        deadline=now + timedelta(minutes=10),
        state="verified",
        applying_at=now,
        applied_at=now,
        verified_at=now,
    )
    planned = plan_fault(row.kind, injections.planned_fault(row, real).call)
    row.recipe = planned.recipe
    row.save()
    inject_fault(planned)
    return row


def card(page, role):
    return page.locator(f"#service-{role}")


def yes(page):
    page.locator("dialog.ask").get_by_role("button", name="Yes", exact=True).click()


def look(team):
    """Read the gauges, as the worker next to the engine does every few seconds."""
    row = provisioning.sandbox_of(team)
    metrics.measure_host(row.host, timezone.now())
    metrics.examine_sandbox(row, timezone.now())


def test_an_ops_player_starts_a_killed_service_and_the_team_is_credited(team, burning, window):  # noqa: F811
    dora, otto = window("Dora"), window("Otto")
    for page in (dora, otto):
        page.goto("/play/console/")
        expect(card(page, "cache").locator(".badge")).to_have_text("down")
    expect(dora.get_by_role("button", name="Start Cache")).to_have_count(0)
    otto.get_by_role("button", name="Start Cache").click()
    for page in (dora, otto):
        expect(card(page, "cache")).to_contain_text("started by Otto", timeout=PATIENCE)
        expect(page.locator("#activity")).to_contain_text("Otto starts cache in the console", timeout=PATIENCE)
    assert injections.detect_mended_faults(provisioning.sandbox_of(team), timezone.now()) == 1
    burning.refresh_from_db()
    assert (burning.state, burning.healed_by) == ("healed", "players")
    assert Activity.objects.filter(verb="mended", incident_id=burning.incident_id).exists()
    look(team)
    expect(card(otto, "cache").locator(".badge")).to_have_text("works", timeout=PATIENCE)
    assert otto.complaints == []


def test_the_server_refuses_a_devs_hand_on_a_lever(team, real, window):  # noqa: F811
    page = window("Dora")
    page.goto("/play/console/")
    status = page.evaluate("""() => {
        const token = document.cookie.split('; ').find((one) => one.includes('csrf')).split('=')[1];
        return fetch('/play/console/edge/act/stop/', {method: 'POST', headers: {'X-CSRFToken': token}}).then((it) => it.status);
    }""")
    assert status == 403
    assert real.state("edge").status == "running"


def test_a_reset_shows_its_price_first_and_a_resize_the_budget(team, burning, window, real):  # noqa: F811
    page = window("Otto")
    page.goto("/play/console/")
    cache = card(page, "cache")
    cache.get_by_text("Reset to known-good").click()
    cache.get_by_role("button", name="Reset for 20 points").click()
    expect(page.locator("dialog.ask")).to_contain_text("Reset Cache for 20 points?")
    before = real.state("cache").container
    yes(page)
    expect(cache).to_contain_text("reset by Otto", timeout=PATIENCE)
    assert real.state("cache").container != before
    assert list(Entry.objects.values_list("kind", "points")) == [("reset", -20)]
    burning.refresh_from_db()
    assert burning.healed_by == "reset"
    edge = card(page, "edge")
    edge.get_by_text("Resize").first.click()
    edge.get_by_label("CPU").fill("9")
    edge.get_by_role("button", name="Resize").click()
    expect(page.locator("#console-flash")).to_contain_text("The budget has 1.5 CPU", timeout=PATIENCE)
    edge.get_by_label("CPU").fill("0.75")
    edge.get_by_role("button", name="Resize").click()
    expect(edge).to_contain_text("resized by Otto", timeout=PATIENCE)
    assert real.limits("edge").cpus == 0.75
    real.limit("edge", cpus=0.5)
    assert page.complaints == []


def test_a_page_whose_scripts_got_lost_fetches_itself_again(team, window):  # noqa: F811
    page, lost, loaded = window("Otto"), [], []
    page.on("load", lambda: loaded.append(1))
    script = re.compile(r"/built/console\..*\.js")

    def lose(route):
        lost.append(route.request.url)
        route.abort("connectionreset")

    def opened(times):
        loaded.clear()
        page.goto("/play/console/")
        while len(loaded) < times:
            page.wait_for_event("load")

    page.route(script, lose, times=2)
    opened(3)
    assert len(lost) == 2
    page.get_by_label("Lines that contain").fill("hay")
    assert eventually(lambda: page.evaluate("sessionStorage.getItem('again:/play/console/')") is None)

    page.route(script, lose)
    opened(4)
    page.wait_for_timeout(1000)
    assert len(lost) == 2 + 4  # then it gives up
    expect(page.get_by_label("Lines that contain")).to_be_visible()


def test_logs_are_followed_and_searched(team, real, window):  # noqa: F811
    page = window("Dora")
    page.goto("/play/console/")
    page.get_by_label("Log", exact=True).select_option("storefront", timeout=PATIENCE)
    lines = page.locator(".log-lines")
    real.exec("workbench", ["curl", "-s", "http://storefront:8000/?wanted=golden-bridle"])
    expect(lines).to_contain_text("GET", timeout=PATIENCE)
    page.get_by_label("Lines that contain").fill("no-such-hay")
    expect(page.locator("[data-log=note]")).to_have_text("No line contains that.", timeout=PATIENCE)
    assert page.complaints == []


def test_the_page_has_no_barrier_and_fits_a_phone(team, real, window):  # noqa: F811
    look(team)
    real.exec("workbench", ["curl", "-s", "http://edge:8080/"])  # a log that is not empty
    page = window("Otto", bypass_csp=True)
    page.goto("/play/console/")
    for summary in page.locator(".service summary").all()[:4]:
        summary.click()
    expect(page.locator(".log-lines")).not_to_be_empty(timeout=PATIENCE)
    page.route("**/play/console/part/", lambda route: None)  # its answer never comes
    expect(page.locator("#console")).to_have_class(re.compile("htmx-request"), timeout=PATIENCE)
    assert barriers_in_light_and_dark(page) == []  # while the page refreshes itself, too
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_who_listens_reads_what_goes_to_and_from_a_service(team, real, window):  # noqa: F811
    page = window("Otto")
    page.goto("/play/console/")
    real.spawn(
        "workbench", ["timeout", "60", "sh", "-c", "while :; do curl -so /dev/null edge:8080/healthz; sleep 0.2; done"]
    )
    page.get_by_role("button", name="Listen Edge").click()
    expect(page.locator("#log-service")).to_have_value("packets", timeout=PATIENCE)
    expect(page.locator(".log-lines")).to_contain_text(
        re.compile(r"IP workbench\.\d+ > edge\.8080: Flags"), timeout=PATIENCE
    )
    expect(card(page, "edge")).to_contain_text("listened to by Otto", timeout=PATIENCE)
    assert page.complaints == []
