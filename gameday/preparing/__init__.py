"""The pages on which facilitators prepare a game day: the wizard, the time line, what is printed. What is decided stands in event/."""
