"""The film of an incident: made from recordings and rows, played in a page, on the big screen and offline.

Material (`material`, `gathering`) is read from rows; `composing` and what it uses knows neither Django nor rows, and runs in a process of its own.
"""
