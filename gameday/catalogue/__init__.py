"""The library as facilitators see it: a card a scenario, and its pages."""
