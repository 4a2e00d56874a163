"""Warnings where one looks, when other machines cannot follow what the platform names.

`{% unreachable_links %}` stands beside a QR code, `{% unreachable_for_others %}` with the shops too for facilitators.
"""

from django import template

from gameday.network import public_address

register = template.Library()


@register.inclusion_tag("unreachable.html")
def unreachable_links() -> dict[str, list[str]]:
    problem = public_address.problem_of_links()
    return {"problems": [problem] if problem else []}


@register.inclusion_tag("unreachable.html")
def unreachable_for_others() -> dict[str, list[str]]:
    return {"problems": public_address.unreachable_for_others()}
