"""Live updates: topics, the only sender, each web process's subscription and its sockets, and who is online."""
