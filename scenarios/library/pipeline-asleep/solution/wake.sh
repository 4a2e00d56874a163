# Dev, on pipeline: wake the runner.
sv up runner
for _ in $(seq 100); do curl -sf -m 1 localhost:8070/healthz >/dev/null && exit 0; sleep 0.2; done
exit 1
