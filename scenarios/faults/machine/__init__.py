"""Faults of a container as a machine: itself, its processes, CPU, memory, disk, files, clock."""
