"""The topics of live updates: one for everybody who watches a board, one a team, one for the
facilitators of a game day, one for everybody who watches its ceremony."""


def board_topic(gameday_id: int) -> str:
    """Everybody who watches the board of a game day."""
    return f"board.{gameday_id}"


def team_topic(team_id: int) -> str:
    """The players of one team."""
    return f"team.{team_id}"


def control_topic(gameday_id: int) -> str:
    """The facilitators of a game day."""
    return f"control.{gameday_id}"


def ceremony_topic(gameday_id: int) -> str:
    """Everybody who watches the ceremony of a game day."""
    return f"ceremony.{gameday_id}"
