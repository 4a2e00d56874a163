"""Faults of what is stored: database, cache, queues, backups, logins."""
