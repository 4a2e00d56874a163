"""The health pages: alive, and ready only with database and Redis."""

import pytest
from django.db import DatabaseError


def test_alive_needs_nothing(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.django_db
def test_ready_with_database_and_redis(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "database": "ok", "redis": "ok"})


@pytest.mark.django_db
def test_not_ready_without_redis(client, settings):
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "unavailable", "database": "ok", "redis": "ConnectionError"}


@pytest.mark.django_db
def test_not_ready_without_the_database(client, monkeypatch):
    def away() -> None:
        raise DatabaseError("password of the database")

    monkeypatch.setattr("gameday.operations.health._database", away)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, "DatabaseError")
    assert b"password" not in answer.content


@pytest.mark.django_db
def test_health_is_never_cached(client):
    assert "no-store" in client.get("/healthz")["Cache-Control"]
