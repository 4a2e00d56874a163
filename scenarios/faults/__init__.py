"""The fault kinds: one registry that a reader can see whole."""

from scenarios.faults import (
    backup,
    cache,
    clock,
    config,
    container,
    database,
    deploy,
    disk,
    limits,
    network,
    pipeline,
    process,
    schema,
    tls,
)
from scenarios.faults.base import Arguments, Call, Fault

_KINDS: tuple[Fault, ...] = (
    container.Kill(),
    container.Stop(),
    container.Pause(),
    container.Restart(),
    process.Kill(),
    process.Stop(),
    limits.CpuLimit(),
    limits.CpuBurn(),
    limits.MemoryLimit(),
    disk.DiskFill(),
    network.Partition(),
    network.Loss(),
    network.Rate(),
    network.Delay(),
    network.Dns(),
    config.ConfigReplace(),
    database.Slow(),
    database.Lock(),
    database.Pool(),
    database.Drop(),
    schema.Rename(),
    cache.Flush(),
    deploy.DeployBad(),
    pipeline.Break(),
    backup.Corrupt(),
    clock.Skew(),
    tls.Expire(),
)
FAULTS: dict[str, Fault] = {fault.kind: fault for fault in _KINDS}

__all__ = ["FAULTS", "Arguments", "Call", "Fault"]
