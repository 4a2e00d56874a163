"""Live updates: the topics and push(), the only sender. Who listens is the web process's business (scoring/consumers)."""

from typing import Any


def board(gameday_id: int) -> str:
    """Everybody who watches the board of a game day."""
    return f"board.{gameday_id}"


def team(team_id: int) -> str:
    """The players of one team."""
    return f"team.{team_id}"


def control(gameday_id: int) -> str:
    """The facilitators of a game day."""
    return f"control.{gameday_id}"


def push(topic: str, kind: str, data: dict[str, Any]) -> None:
    """Send a numbered frame of `kind` to everybody on `topic`, after the current transaction commits."""
