"""Unicorn Rentals' image recognition."""
