#!/usr/bin/env bash
# Builds the benchmarks with the release preset and runs every one of them; arguments go to each
# (--benchmark_filter=..., --benchmark_format=json). Then the bars: programs that print each bar as met or not met
# and fail when one is missed.
source "$(dirname "$0")/env.sh"

scripts/deps.sh build test
configure release
if ! has_target release benchmarks; then fail "no benchmark is defined yet (herald_benchmark in a CMakeLists.txt)"; fi
compile release benchmarks
for program in build/release/bench/herald_bench*; do
  say "${program##*/}"
  "$program" "$@"
done
missed=()
for program in build/release/bench/bench_bars*; do
  say "${program##*/}"
  "$program" || missed+=("${program##*/}")
done
if ((${#missed[@]} > 0)); then fail "bars were missed: ${missed[*]}"; fi
