"""Filters of the director's templates."""
