"""Cards of scenarios for facilitators: what each asks of people and hosts, and how its last proof went."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from gameday.language.vocabulary import translate_code
from gameday.models import Host
from scenarios import publishing
from scenarios.document import parse as documents
from scenarios.document.vocabulary import CATEGORIES, Document, Objective
from scenarios.models import Scenario

BOTH_SEATS = "both"


@dataclass(frozen=True)
class PointShare:
    """The points that one seat can earn, or that need both."""

    who: str  # dev|ops|both
    points: int
    start: float  # on a bar of length 100
    length: float


@dataclass(frozen=True)
class LastProof:
    """The last proof of a scenario's version here: when, for how many seconds, and whether it held."""

    holds: bool
    seconds: float
    at: datetime | None
    steps: list[dict[str, object]]


@dataclass(frozen=True)
class ScenarioCard:
    row: Scenario
    document: Document
    shares: list[PointShare]
    lacking: list[str]  # capabilities that no enabled host has
    proof: LastProof | None

    @property
    def minutes(self) -> int:
        return round(self.document.estimate / 60)

    @property
    def points(self) -> int:
        return sum(goal.points for goal in self.document.objectives)

    @property
    def breaks(self) -> list[tuple[str, str]]:
        """(what happens, to which role) of every fault, in the viewer's language."""
        return [(translate_code(use.kind), use.target) for use in self.document.faults]


@dataclass(frozen=True)
class CatalogueFilter:
    """Which scenarios to show. An empty category or difficulty 0 lets all pass."""

    category: str = ""
    difficulty: int = 0

    def fits(self, card: ScenarioCard) -> bool:
        return self.category in ("", card.document.category) and self.difficulty in (0, card.document.difficulty)


def read_filter(given: Mapping[str, str]) -> CatalogueFilter:
    """Read a filter from a query string. Values that make no sense are ignored."""
    category, difficulty = given.get("category", ""), given.get("difficulty", "")
    return CatalogueFilter(
        category if category in CATEGORIES else "", int(difficulty) if difficulty in ("1", "2", "3") else 0
    )


def scenario_cards(rows: Iterable[Scenario]) -> list[ScenarioCard]:
    """A card for each scenario, the easy ones first."""
    able = _able()
    found = [_card(row, able) for row in rows]
    return sorted(found, key=lambda card: (card.document.difficulty, card.document.title))


def count_cards(cards: Iterable[ScenarioCard]) -> list[tuple[str, int]]:
    """(category, number of cards) in the order of the vocabulary, without empty categories."""
    found = Counter(card.document.category for card in cards)
    return [(category, found[category]) for category in CATEGORIES if found[category]]


def _card(row: Scenario, able: set[str] | None) -> ScenarioCard:
    document = documents.document_of(row)
    lacking = sorted(publishing.required_capabilities(document) - able) if able is not None else []
    return ScenarioCard(row, document, point_shares(document.objectives), lacking, _proof(row))


def _able() -> set[str] | None:
    """The capabilities of all enabled hosts together; None if no host was ever probed."""
    probed = [host.capabilities for host in Host.objects.filter(enabled=True) if host.capabilities]
    return set().union(*probed) if probed else None


def point_shares(goals: Iterable[Objective]) -> list[PointShare]:
    """How many points need which seat. An objective that names one seat counts for it, every other one for both."""
    points: Counter[str] = Counter()
    for goal in goals:
        points[goal.needs[0] if len(set(goal.needs)) == 1 else BOTH_SEATS] += goal.points
    total, found, start = sum(points.values()), [], 0.0
    for who in ("dev", "ops", BOTH_SEATS):
        length = 100 * points[who] / total
        if points[who]:
            found.append(PointShare(who, points[who], round(start, 1), round(length, 1)))
        start += length
    return found


def _proof(row: Scenario) -> LastProof | None:
    told = row.proof
    if not told:
        return None
    at = datetime.fromisoformat(told["at"]) if "at" in told else row.proved_at
    return LastProof(bool(told.get("holds")), float(told.get("seconds", 0)), at, told.get("lines", []))
