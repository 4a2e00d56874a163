"""Lays out the console's map: a box for each service and a line for each flow, in pixels of an SVG. Pure."""

from collections import defaultdict
from dataclasses import dataclass

from gameday.console.services import ConsoleService, ServiceMood
from scenarios.company import Company

CUSTOMERS_NODE = "customers"
WIDE, HIGH = 190, 84  # pixels of a box
GAP, ROW = 54, 108  # pixels between columns; from the top of a box to the top of the next below
MARGIN = 6
OUT_OF_SERVICE = (ServiceMood.DOWN, ServiceMood.FROZEN)


@dataclass(frozen=True)
class MapNode:
    """The box of a service, or of the customers (`service` is None)."""

    service: ConsoleService | None
    x: int
    y: int
    cpu: int = 0  # pixels of the bars that show how much of the limit is used
    memory: int = 0


@dataclass(frozen=True)
class MapFlow:
    """A line from one box to another. `broken`: one of the two takes no requests."""

    path: str
    broken: bool


@dataclass(frozen=True)
class ServiceMap:
    width: int
    height: int
    nodes: list[MapNode]
    flows: list[MapFlow]


def draw_service_map(company: Company, services: list[ConsoleService]) -> ServiceMap:
    """Place each service in the column of its depth: the number of flows before it. Customers are at the far left."""
    depth = company.depths()
    shift = 1 - depth[company.entry.role]
    served = _served(company, company.entry.role)
    columns: dict[int, list[str]] = defaultdict(list)
    columns[0].append(CUSTOMERS_NODE)
    for role in sorted(company.roles, key=lambda role: role not in served):  # those that serve customers at the top
        reached = any(role in other.talks_to for other in company.roles.values())
        columns[max(depth[role] + shift - 1, 1) if reached or role == company.entry.role else 0].append(role)
    tallest = max(map(len, columns.values())) * ROW
    at = {
        name: (MARGIN + column * (WIDE + GAP), MARGIN + (tallest - len(names) * ROW) // 2 + row * ROW)
        for column, names in columns.items()
        for row, name in enumerate(names)
    }
    by_role = {service.role: service for service in services}
    nodes = [_node(by_role.get(name), *place) for name, place in at.items()]
    flows = [_flow(at, CUSTOMERS_NODE, company.entry.role, by_role)]
    flows += [_flow(at, name, peer, by_role) for name, role in company.roles.items() for peer in role.talks_to]
    width = max(x for x, _ in at.values()) + WIDE + MARGIN
    return ServiceMap(width, tallest - (ROW - HIGH) + 2 * MARGIN, nodes, flows)


def _served(company: Company, role: str) -> frozenset[str]:
    """The role and all roles that it talks to, directly or through others."""
    return frozenset({role}).union(*(_served(company, peer) for peer in company.roles[role].talks_to))


def _node(service: ConsoleService | None, x: int, y: int) -> MapNode:
    if service is None:
        return MapNode(None, x, y)
    limits, room = service.state.limits, WIDE - 24
    cpu = (service.cores or 0) / limits.cpus if limits.cpus else 0.0
    memory = (service.memory_mb or 0) / limits.memory_mb if limits.memory_mb else 0.0
    return MapNode(service, x, y, int(min(cpu, 1) * room), int(min(memory, 1) * room))


def _flow(at: dict[str, tuple[int, int]], begin: str, end: str, services: dict[str, ConsoleService]) -> MapFlow:
    (x1, y1), (x2, y2) = at[begin], at[end]
    x1, y1, x2, y2 = x1 + WIDE, y1 + HIGH // 2, x2 - 8, y2 + HIGH // 2
    bend = (x2 - x1) // 2
    broken = any(name in services and services[name].mood in OUT_OF_SERVICE for name in (begin, end))
    return MapFlow(f"M{x1} {y1} C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}", broken)
