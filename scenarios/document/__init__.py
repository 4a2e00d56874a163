"""The scenario document: its fields, how its YAML is read, and how it is checked."""
