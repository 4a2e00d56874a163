"""Refused: a verb will not do what a person asked for. Every layer raises this one class, and every door says its text."""


class Refused(Exception):
    """What a person asked for cannot be done now; the text says why and what to do. Nothing was changed."""
