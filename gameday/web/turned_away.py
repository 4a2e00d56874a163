"""The answer 503: Gameday has too much to do, or its database does not answer. It needs neither database nor session."""

import functools

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _lazy

RETRY_AFTER = 5  # seconds
BUSY = _lazy(
    "Gameday has more to do at this moment than it can, so this was not done. What you typed is still where you typed it: "
    "try again in {seconds} seconds."
)
NO_DATABASE = _lazy(
    "Gameday's database does not answer at this moment. Try again in {seconds} seconds, and look first whether it was done."
)


def turned_away(request: HttpRequest, why: Promise = BUSY) -> HttpResponse:
    """A page for a reader, plain text for htmx (which leaves the page as it is), JSON for scripts."""
    with translation.override(translation.get_language_from_request(request)):
        sentence = str(why).format(seconds=RETRY_AFTER)
        response = _answer(request, sentence)
    response["Retry-After"], response["Cache-Control"] = str(RETRY_AFTER), "no-store"
    return response


def _answer(request: HttpRequest, sentence: str) -> HttpResponse:
    if "HX-Request" in request.headers:
        return HttpResponse(sentence, status=503, content_type="text/plain; charset=utf-8")
    if not request.accepts("text/html") or request.headers.get("Accept", "*/*") == "*/*":
        return JsonResponse({"message": sentence}, status=503)
    # What was read only is fetched again by itself; what was sent is not sent twice.
    again = RETRY_AFTER if request.method == "GET" else 0
    return HttpResponse(_page(sentence, again, translation.get_language()), status=503)


@functools.cache
def _page(sentence: str, again: int, language: str) -> str:
    """The page in one language: made once, since it is needed when there is no time."""
    return render_to_string("turned_away.html", {"sentence": sentence, "again": again, "language": language})
