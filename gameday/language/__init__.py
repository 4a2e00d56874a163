"""What is stored as a code or a lazy text, in words: for pages, for rows, for sockets. Knows models, no verbs."""
