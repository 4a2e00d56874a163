"""Faults between machines: connections, certificates, crowds."""
