"""Programs that benchmarks run beside the platform."""
