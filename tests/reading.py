"""Reads pages in tests."""

from django.http import HttpResponse


def read_page(answer: HttpResponse) -> str:
    """The page's text with every run of white space as one space, so that line breaks in templates do not matter."""
    return " ".join(answer.content.decode().split())
