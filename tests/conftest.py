"""What holds for every test."""

from playwright.sync_api import expect

expect.set_options(
    timeout=30_000
)  # milliseconds: a busy machine needs longer than the five seconds that playwright waits
