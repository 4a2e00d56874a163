"""The public board: what it shows, the differences that go out, and its sockets."""
