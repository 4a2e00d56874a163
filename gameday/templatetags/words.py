"""`{{ incident.state|word }}`: a code as a person reads it."""

from django import template

from gameday.words import word

register = template.Library()
register.filter(word)
