"""Other systems that are told what happens. The clock asks for news in the feed and writes it into an outbox (outbox.py); a
worker posts it (posting.py). Nothing that the game does waits for it, or knows of it.
"""
