"""Pages for everybody: the rules."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scoring import rules
from scoring.help import hint_discount


def rules_page(request: HttpRequest) -> HttpResponse:
    """How points come and go, straight from the code that awards them."""
    return render(
        request, "rules/rules.html", {"sections": rules.explain(), "catch_up": hint_discount.explain_discount()}
    )
