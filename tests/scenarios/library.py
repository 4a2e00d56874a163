"""All built-in scenarios and the tutorial's, read once for each process because that takes seconds."""

from scenarios import publishing

EXAMPLES = publishing.LIBRARY.with_name("examples")  # what a reader of the tutorial has at its end
LIBRARY = {
    folder.name: publishing.read_source(folder)
    for folder in publishing.library_folders()
    if folder.parent == publishing.LIBRARY
}
TUTORIAL = publishing.read_source(EXAMPLES / "painted-goats")
