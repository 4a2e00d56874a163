"""Which host takes a team's sandbox: the least loaded one that can play its day. A team is whole on one host."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from gameday.models import GameDay, Host, Sandbox
from gameday.models.choices import HostStatus, SandboxState
from gameday.models.hosts.host import UNKNOWN
from gameday.sandboxes import hosts, images, room
from scenarios import company, publishing
from scenarios.document import parse
from scenarios.models import Scenario
from scenarios.sandbox import MOST_DOORS

OVERCOMMIT = 0.35  # of the memory that a sandbox may take it takes this much, all teams busy


@dataclass(frozen=True)
class HostPlace:
    """A host, what it carries, and why it takes nothing of this day; () where it does."""

    host: Host
    carried: int  # sandboxes
    lacking: tuple[str, ...] = ()
    each_mb: float = 0.0  # of memory, that a sandbox takes
    full: bool = False  # hardly any of its disk is free: it comes last

    @property
    def slots(self) -> int:
        """How many sandboxes it carries at most, by its row, its addresses, its doors and its memory."""
        host = self.host
        return min(host.capacity, host.networks, self.doors, self.fitting)

    @property
    def doors(self) -> int:
        """For how many shops there are ports; no engine has more than MOST_DOORS."""
        return min(self.host.doors, MOST_DOORS)

    @property
    def fitting(self) -> int:
        """How many fit into its memory, where that is known."""
        known = self.host.memory_mb and self.each_mb
        return int(self.host.memory_mb / self.each_mb) if known else UNKNOWN

    @property
    def free(self) -> int:
        return 0 if self.lacking else max(self.slots - self.carried, 0)


def places_for(gameday: GameDay, rows: Iterable[Host], now: datetime, *, with_warm: bool) -> list[HostPlace]:
    """Each host as a place for a sandbox of that day, as its row says. Warm sandboxes take room, or are there to be taken."""
    scenarios = scenarios_of(gameday)
    memory = memory_of_a_sandbox(gameday.company)
    living = Sandbox.objects.exclude(state=SandboxState.GONE)
    carried = Counter((living if with_warm else living.exclude(team=None)).values_list("host", flat=True))
    return [
        HostPlace(
            host,
            carried[host.pk],
            tuple(reasons_against(host, scenarios, now, gameday.company)),
            memory,
            room.is_full(host, now),
        )
        for host in rows
    ]


def memory_of_a_sandbox(company_name: str) -> float:
    """The MiB that one of that company takes with all teams busy."""
    return company.load_company(company_name).most.memory_mb * OVERCOMMIT


def scenarios_of(gameday: GameDay) -> list[Scenario]:
    """What is planned for the day, each scenario once, in the order of the day; without its assets and its proof."""
    rows = gameday.rounds.select_related("scenario").defer("scenario__assets", "scenario__proof")
    return list({line.scenario_id: line.scenario for line in rows}.values())


def reasons_against(host: Host, scenarios: Iterable[Scenario], now: datetime, company_id: str = "") -> Iterator[str]:
    """Why no sandbox of that company, in which these scenarios are played, is built there, a sentence each.

    The local host is no worse off without images than a launch that waits for them, and its worker may come after the
    launch, as when the platform starts with a demo: it is lost only where the clock has watched and said so.
    """
    if host.status == HostStatus.INVITED:
        yield _("Host {host} was invited and has not come yet.").format(host=host)
    elif host.status == HostStatus.DRAINING:
        yield _("Host {host} is being drained: it takes no new sandboxes.").format(host=host)
    elif hosts.is_lost(host, now) and (hosts.has_own_worker(host) or host.lost_at):
        yield _("Host {host} is lost: nothing was heard of it since {since:%H:%M:%S} (UTC).").format(
            host=host, since=host.seen_at
        )
    elif host.stopped_at and hosts.has_own_worker(host):
        yield _("Host {host} was ended on purpose and is not back yet.").format(host=host)
    elif host.problem:
        yield _("Host {host}: {problem}").format(host=host, problem=host.problem)
    else:
        yield from (_("Host {host}: {problem}").format(host=host, problem=each) for each in host.obstacles)
        there = images.percent_there(host, company_id)
        if company_id and hosts.has_own_worker(host) and there < images.ALL:
            yield _("Host {host} is getting the images of {company}: {percent} %.").format(
                host=host, company=company_id, percent=there
            )
        yield from (line for scenario in scenarios for line in _too_plain(host, scenario))


def _too_plain(host: Host, scenario: Scenario) -> Iterator[str]:
    """A scenario that this host's kernel cannot play."""
    if missing := sorted(publishing.required_capabilities(parse.document_of(scenario)) - set(host.capabilities)):
        yield _("Host {host} cannot play “{scenario}”: its kernel has no {names}.").format(
            host=host, scenario=scenario.title, names=", ".join(missing)
        )


def spread(teams: int, places: Iterable[HostPlace]) -> Counter[Host]:
    """How many of so many new sandboxes each host gets; fewer in all where there is no room."""
    given: Counter[Host] = Counter()
    open_places = [place for place in places if place.free]
    for _team in range(teams):
        able = [place for place in open_places if given[place.host] < place.free]
        if not able:
            break
        given[min(able, key=lambda place: _order(place, given[place.host])).host] += 1
    return given


def _order(place: HostPlace, more: int = 0) -> tuple[bool, float, str]:
    """The least loaded first: by the part of its slots that is taken. Those whose disk is full come after all others."""
    return place.full, (place.carried + more) / place.slots, place.host.name


def choose_host(gameday: GameDay, now: datetime, *, other_than: Host | None = None) -> Host | None:
    """The host for the next sandbox of that day; None where every one is full, switched off, away or unable."""
    hosts.local_host()
    rows = [host for host in Host.objects.filter(enabled=True) if host != other_than]
    open_places = [place for place in places_for(gameday, rows, now, with_warm=True) if place.free]
    return min(open_places, key=_order).host if open_places else None
