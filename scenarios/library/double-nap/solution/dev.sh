# Dev, on recognizer: wake the painter.
sv up recognizer
