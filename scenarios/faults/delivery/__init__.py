"""Faults of what is delivered: releases, pipeline, configuration, documents."""
