"""What a browser complains about."""

from playwright.sync_api import ConsoleMessage


def is_complaint(message: ConsoleMessage) -> bool:
    """An error of the page. That a container's network came or went on this machine is none."""
    return message.type == "error" and "ERR_NETWORK_CHANGED" not in message.text
