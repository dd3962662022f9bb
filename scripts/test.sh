#!/usr/bin/env bash
# Builds everything and runs every test; arguments go to ctest (-L unit, -R name, ...). Ends with ctest's own summary.
source "$(dirname "$0")/env.sh"

scripts/build.sh dev
exec ctest --test-dir build --parallel 2 --output-on-failure --no-tests=error "$@"
