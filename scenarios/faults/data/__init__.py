"""Faults in what is stored: database, cache, queues, backups, logins."""
