"""Which of an objective's two keys are turned now, and for how long. Pure; durations are seconds of game time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gameday.models.choices import Role
from scoring.ledger.game_time import Pauses
from scoring.models import KeyTurn


@dataclass(frozen=True)
class TwoKeys:
    """The state of the two keys. `left`: seconds until the one turned first falls back; None while neither is turned."""

    turned: dict[str, str]  # role -> who turned it
    fallen: list[str]  # roles whose key has fallen back, while neither is turned
    left: float | None
    number: int = 0  # id of the KeyTurn that falls back first, by which a page notices a new one

    @property
    def dev_turned(self) -> bool:
        return Role.DEV in self.turned

    @property
    def locks(self) -> list[tuple[str, str, str]]:
        """(role, its name, name of the player who turned the key or nothing) for each key."""
        return [(role, name, self.turned.get(role, "")) for role, name in Role.choices]


def look_at_keys(turns: Iterable[KeyTurn], within: float, paused: Pauses, now: datetime) -> TwoKeys:
    """The state of the keys at `now`. A key stays turned for `within` seconds of game time; pauses do not count."""
    known = sorted(turns, key=lambda turn: turn.at)
    left = {turn: within - paused.seconds(turn.at, now) for turn in known}
    fresh = [turn for turn in known if left[turn] >= 0]
    if fresh:
        return TwoKeys({turn.role: turn.player.name for turn in fresh}, [], left[fresh[0]], fresh[0].pk)
    return TwoKeys({}, sorted({turn.role for turn in known}), None)
