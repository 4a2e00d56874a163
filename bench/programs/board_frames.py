"""The boards' frames among all that the platform sends through its one Redis channel."""

BOARDS = b"board."  # as gameday.live.topics names them


def board_frame(data: bytes) -> str:
    """What goes over the sockets of a board; empty where the message is for other pages, which number their own."""
    topic, text = data.split(b"\n", 1)
    return text.decode() if topic.startswith(BOARDS) else ""
