"""The rules page, which anybody may read."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from scoring import rules
from scoring.help import hint_discount


def rules_page(request: HttpRequest) -> HttpResponse:
    """How points are won and lost. The tables come from the code that awards the points."""
    return render(
        request, "rules/rules.html", {"sections": rules.rule_sections(), "catch_up": hint_discount.explain_discount()}
    )
