"""A game day with two teams, for tests of pages."""

import pytest

from gameday.models import GameDay, Team


@pytest.fixture
def gameday(db):
    return GameDay.objects.create(name="Hay Day", slug="hay-day", join_code="hay-1234", state="lobby")


@pytest.fixture
def teams(gameday):
    return [
        Team.objects.create(gameday=gameday, name=name, position=position)
        for position, name in enumerate(["Gilded Hooves", "Neigh Sayers"])
    ]
