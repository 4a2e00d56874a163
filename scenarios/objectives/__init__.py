"""How objectives are looked at inside a sandbox: a command, a replayed runbook."""
