"""Every built-in scenario, read once for all tests of a process: that takes a few seconds."""

from scenarios import publishing

LIBRARY = {
    folder.name: publishing.read_source(folder)
    for folder in publishing.library_folders()
    if folder.parent == publishing.LIBRARY
}
