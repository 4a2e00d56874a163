#!/bin/sh
# Build time: give each service its bounded log and a place for its supervisor outside the image.
set -eu
for run in /opt/unicorn/services/*/*/run; do
    folder=$(dirname "$run"); name=$(basename "$folder")
    mkdir -p "$folder/log"
    ln -sfn "/run/supervise/$name" "$folder/supervise"
    ln -sfn "/run/supervise/$name.log" "$folder/log/supervise"
    ln -sfn /opt/unicorn/services/log "$folder/log/run"
done
