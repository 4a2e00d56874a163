# How the storefront serves. After a change: sv restart storefront.
bind = "0.0.0.0:8000"
workers = 1
threads = 8
worker_class = "gthread"
worker_tmp_dir = "/run"
timeout = 30
graceful_timeout = 5
