"""What `manage.py up` starts, watches and ends. Nothing here loads Django: the supervisor stays small."""
