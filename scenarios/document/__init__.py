"""A scenario document: its words, its YAML, what must fit together, and how it is read."""
