"""The runbook: the documents of a team's repositories, as pages to read. Read through the workshop's workbench; only views use it."""
