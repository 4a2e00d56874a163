"""Machines that carry sandboxes, the sandboxes on them, and what is tried on a spare one."""
