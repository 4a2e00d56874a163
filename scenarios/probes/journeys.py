"""The customers of the referee: browse, price, book, recognise. One file a journey; the order is the board's."""

from scenarios.probes import book, browse, price, recognise
from scenarios.probes.base import Probe

JOURNEYS: dict[str, Probe] = {
    probe.kind: probe for probe in (browse.Browse(), price.Price(), book.Book(), recognise.Recognise())
}
