"""What pages ask of a row's state: a template compares with no code."""


def state_is(*states: str) -> property:
    """A property: whether the row is in one of these states."""
    return property(lambda row: row.state in states)
