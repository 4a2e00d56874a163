"""Results for machines: the interface, the archive, and a person taken out of it."""
