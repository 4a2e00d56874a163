"""The catalogue: the library of scenarios as facilitators choose from it."""
