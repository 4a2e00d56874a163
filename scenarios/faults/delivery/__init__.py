"""Faults in what is delivered: releases, pipeline, configuration, documents."""
