"""The driver for a Docker engine: the only code that imports docker."""
