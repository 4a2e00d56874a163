"""Refused: the exception for whatever cannot be done now. Every layer raises it, and every interface shows its text."""


class Refused(Exception):
    """What a person asked for cannot be done now. The text says why and what to do. Nothing was changed."""
