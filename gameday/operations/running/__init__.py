"""What `manage.py up` starts, watches and ends. Nothing here imports Django, so that the supervisor stays small."""
