"""Modules that run in the workbench's container, with the standard library alone: plain git and plain files.

gameday.workshop.bench sends their text to a Python process there, together with one order. No shell is used, so no text
of a player is ever run by one.
"""
