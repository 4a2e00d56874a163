"""Live updates: what is told to whom, the topics, each web process's subscription and its sockets, and who is online.

Everybody may import it; it imports models and access, and nothing that acts.
"""
