"""The registry of all fault kinds."""

from scenarios.faults.base import Arguments, Call, Fault
from scenarios.faults.data import backup, cache, database, flood, schema, secret, sequence
from scenarios.faults.delivery import config, deploy, document, pipeline
from scenarios.faults.machine import clock, container, disk, files, limits, memory, permissions, process
from scenarios.faults.network import connections, tls, traffic

_KINDS: tuple[Fault, ...] = (
    container.Kill(),
    container.Stop(),
    container.Pause(),
    container.Restart(),
    container.Remove(),
    process.Kill(),
    process.Stop(),
    limits.CpuLimit(),
    limits.CpuBurn(),
    limits.MemoryLimit(),
    memory.Leak(),
    disk.DiskFill(),
    files.Exhaust(),
    permissions.Permissions(),
    connections.Partition(),
    connections.Reset(),
    connections.Loss(),
    connections.Rate(),
    connections.Delay(),
    connections.Dns(),
    config.ConfigReplace(),
    database.Slow(),
    database.Lock(),
    database.Read(),
    database.Pool(),
    database.Drop(),
    schema.Rename(),
    sequence.Sequence(),
    secret.Rotate(),
    cache.Flush(),
    cache.Evict(),
    flood.Flood(),
    traffic.Surge(),
    deploy.DeployBad(),
    pipeline.Break(),
    document.DocumentRewrite(),
    backup.Corrupt(),
    clock.Skew(),
    tls.Expire(),
)
FAULTS: dict[str, Fault] = {fault.kind: fault for fault in _KINDS}

__all__ = ["FAULTS", "Arguments", "Call", "Fault"]
