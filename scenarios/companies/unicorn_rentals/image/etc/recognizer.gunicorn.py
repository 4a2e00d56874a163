# How the recognizer serves. After a change: sv restart recognizer.
bind = "0.0.0.0:8001"
workers = 1
threads = 2
worker_class = "gthread"
worker_tmp_dir = "/run"
timeout = 30
graceful_timeout = 5
