"""Where the engine, the shops and the probes of a host are. Only this module reads those columns of Host.

What a row leaves empty is as the settings of this process say.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from gameday.models import Host, Sandbox
from scenarios.sandbox import Engine, EngineError, engine_for

LOCAL = "local"  # the engine beside the platform


def engine_at(host: Host) -> Engine:
    """The host's engine. Raises EngineError.

    Where a host serves its own terminals, only its own processes ask its engine: its URL may name a socket of that
    machine, and here another engine would answer at it.
    """
    if host.serve_url and host.name != own_name():
        raise EngineError(_("The engine of host {host} is asked by its own processes alone.").format(host=host))
    if host.shop_bind or host.shop_ports:
        return engine_for(host.url, host.shop_bind, ports_of(host))
    return engine_for(host.url)


def own_name() -> str:
    """The name of the host that this process is beside."""
    return getattr(settings, "HOST", LOCAL)


def ports_of(host: Host) -> range:
    """The ports of its shops' doors."""
    if not host.shop_ports:
        return settings.SHOP_PORTS
    first, last = host.shop_ports.split("-")
    return range(int(first), int(last) + 1)


def shop_url(row: Sandbox) -> str:
    """Where a browser opens the shop; empty while it has no door."""
    return f"http://{row.host.shop_host or settings.SHOP_HOST}:{row.shop_port}/" if row.shop_port else ""


def probe_host(host: Host) -> str:
    """Where what runs beside the engine reaches its shops."""
    return host.probe_host or settings.PROBE_HOST


def probe_url(row: Sandbox) -> str:
    """Where the referee's customers knock, without a slash at the end; empty while the shop has no door."""
    return f"http://{probe_host(row.host)}:{row.shop_port}" if row.shop_port else ""


def serve_url(host: Host) -> str:
    """Where the web reaches the process that serves this host's terminals and tools; empty where that is itself."""
    return host.serve_url.rstrip("/") if host.name != own_name() else ""
