#!/usr/bin/env bash
# Builds the benchmarks with the release preset and runs every one of them; arguments go to each
# (--benchmark_filter=..., --benchmark_format=json).
source "$(dirname "$0")/env.sh"

scripts/deps.sh build test
configure release
if ! has_target release benchmarks; then fail "no benchmark is defined yet (herald_benchmark in a CMakeLists.txt)"; fi
compile release benchmarks
for program in build/release/bench/herald_bench*; do
  say "${program##*/}"
  "$program" "$@"
done
