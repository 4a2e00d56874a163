"""The referee: watches, never directs."""
