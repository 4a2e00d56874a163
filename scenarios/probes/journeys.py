"""The referee's four kinds of customers, one file each. The board shows them in this order."""

from scenarios.probes import book, browse, price, recognise
from scenarios.probes.base import Probe

JOURNEYS: dict[str, Probe] = {
    probe.kind: probe for probe in (browse.Browse(), price.Price(), book.Book(), recognise.Recognise())
}
