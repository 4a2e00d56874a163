"""The style guide: staff find every state of the game on it, and nobody else finds it."""

from collections.abc import Iterator

import pytest
from django.db.models import TextChoices

from gameday.models import choices as director
from scoring.models import choices as scoring

pytestmark = pytest.mark.django_db
SHOWN_AS_BADGES = ("State", "Outcome", "Verdict", "BuildStep")


def kinds() -> Iterator[type[TextChoices]]:
    """Every choice of ours whose members a page shows as badges, by its name."""
    for module in (director, scoring):
        for name, kind in vars(module).items():
            if isinstance(kind, type) and issubclass(kind, TextChoices) and name.endswith(SHOWN_AS_BADGES):
                yield kind


def test_every_state_has_its_badge_in_light_and_in_dark(admin_client):
    page = admin_client.get("/styleguide/").text
    assert len(list(kinds())) > 5
    for kind in kinds():
        for member in kind:
            assert page.count(f'<span class="badge {member.value}">{member.label}</span>') >= 2, member


def test_both_seats_are_on_the_style_guide(admin_client):
    page = admin_client.get("/styleguide/").text
    assert all(f'<span class="badge role-{seat.value}">' in page for seat in director.Role)


def test_no_two_things_on_the_style_guide_share_an_id(admin_client):
    page = admin_client.get("/styleguide/").text
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


def test_players_do_not_see_the_style_guide(client):
    assert client.get("/styleguide/").status_code in (302, 403)
