"""Runs in the workbench's container, with the standard library alone: plain git and plain files.

gameday.workshop.bench sends these modules' text to a Python there, with one order, and puts the answer into words.
Nobody's text ever becomes a shell's.
"""
