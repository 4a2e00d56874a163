"""The console's pages. They ask the engine, so they live beside it."""
