"""Certificates, posters and badges."""
