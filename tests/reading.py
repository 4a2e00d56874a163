"""Pages as tests read them."""

from django.http import HttpResponse


def read_page(answer: HttpResponse) -> str:
    """A page's text as a browser takes it: any run of white space is one space, however its template is broken into lines."""
    return " ".join(answer.content.decode().split())
