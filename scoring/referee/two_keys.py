"""Keys: which of an objective's two keys are turned now, and how long the first one stays so. Pure; in game time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from gameday.models.choices import Role
from scoring.ledger.game_time import Pauses
from scoring.models import KeyTurn


@dataclass(frozen=True)
class TwoKeys:
    """The two keys of a release. `left` is in seconds until the first of them falls back; None while none is turned."""

    turned: dict[str, str]  # role -> who turned it
    fallen: list[str]  # roles whose key was turned and fell back, while no other is turned
    left: float | None
    number: int = 0  # of the turn that falls back first: a page tells two of them apart

    @property
    def locks(self) -> list[tuple[str, str, str]]:
        """Each key as a page shows it: role, its name, who turned it."""
        return [(role, name, self.turned.get(role, "")) for role, name in Role.choices]


def look_at_keys(turns: Iterable[KeyTurn], within: float, paused: Pauses, now: datetime) -> TwoKeys:
    """How the keys are. `within`: seconds of game time that a key stays turned; a pause turns none back."""
    known = sorted(turns, key=lambda turn: turn.at)
    left = {turn: within - paused.seconds(turn.at, now) for turn in known}
    fresh = [turn for turn in known if left[turn] >= 0]
    if fresh:
        return TwoKeys({turn.role: turn.player.name for turn in fresh}, [], left[fresh[0]], fresh[0].pk)
    return TwoKeys({}, sorted({turn.role for turn in known}), None)
