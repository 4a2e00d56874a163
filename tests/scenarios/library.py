"""All built-in scenarios, read once for each process because that takes seconds."""

from scenarios import publishing

LIBRARY = {
    folder.name: publishing.read_source(folder)
    for folder in publishing.library_folders()
    if folder.parent == publishing.LIBRARY
}
