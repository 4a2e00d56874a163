"""The audit: who did what to whom, when and why, for staff. Read from the rows that are there; nothing is written."""
