"""How objectives are checked in a sandbox: `command` runs a script, `replay` follows a runbook in an empty sandbox."""
