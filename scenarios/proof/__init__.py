"""The proof of a scenario: it is played with its own solution in a real sandbox, alone or many at a time."""
