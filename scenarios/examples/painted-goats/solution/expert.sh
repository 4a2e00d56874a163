sv up recognizer
