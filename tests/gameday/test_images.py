"""Images are on each host before a launch, and how far they are is known."""

import pytest

from gameday import clock, tasks
from gameday.models import Host
from gameday.sandboxes import images
from scenarios.sandbox import EngineError, engine_for
from tests.gameday.conftest import fresh
from tests.gameday.test_placement import host_of
from tests.own_redis import own_redis_keys


@pytest.fixture(autouse=True)
def clean_redis(settings):
    with own_redis_keys(settings, "images"):
        yield


@pytest.fixture
def barn(day, draft) -> Host:
    engine_for("fake://barn").down = False
    return host_of(day, name="barn", url="fake://barn", images={})


def test_every_host_gets_the_images_of_the_days_that_lie_ahead_once_a_minute(day, barn):
    day.tick(1)
    assert {host.name: host.images for host in Host.objects.all()} == {
        "barn": {"unicorn_rentals": 100},
        "local": {"unicorn_rentals": 100},
    }
    assert images.request_images(day.now) == 0


def test_no_images_are_asked_for_where_no_day_lies_ahead(day, barn, draft):
    type(draft).objects.update(state="running")
    assert images.request_images(day.now) == 0


def test_how_far_a_build_is_can_be_read_while_it_goes_on(day, barn, monkeypatch):
    seen = []

    def build(company, report):
        for line in ("Step 1/4 : FROM hay", " ---> 1234", "Step 3/4 : RUN neigh"):
            report(line)
            seen.append(images.percent_there(fresh(barn), company.id))
        return "image"

    monkeypatch.setattr(engine_for(barn.url), "build", build)
    images.bring_images(barn)
    assert [*seen, images.percent_there(fresh(barn), "unicorn_rentals")] == [0, 0, 50, 100]


def test_a_build_that_fails_begins_anew(day, barn, monkeypatch):
    def build(company, report):
        report("Step 2/4 : RUN neigh")
        raise EngineError("no hay left")

    monkeypatch.setattr(engine_for(barn.url), "build", build)
    tasks.bring_images(barn.pk)
    assert fresh(barn).images == {"unicorn_rentals": 0}


def test_the_clock_looks_for_it():
    assert images.request_images in clock.LOOKS
