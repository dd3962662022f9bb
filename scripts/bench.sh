#!/usr/bin/env bash
# Builds the benchmarks with the release preset and runs every one of them; arguments go to each
# (--benchmark_filter=..., --benchmark_format=json). Then the bars: programs that print each bar as met or not met
# and fail when one is missed. `--bars <part>` builds and runs nothing but bench_bars_<part>.
source "$(dirname "$0")/env.sh"

missed=()
run_bars() {
  say "${1##*/}"
  local code=0
  "$1" || code=$?
  # 77: what it measures against is not there; it has said so.
  if ((code != 0 && code != 77)); then missed+=("${1##*/}"); fi
}

scripts/deps.sh build test
configure release
if [[ ${1-} == --bars ]]; then
  compile release "bench_bars_$2"
  run_bars "build/release/bench/bench_bars_$2"
else
  if ! has_target release benchmarks; then fail "no benchmark is defined yet (herald_benchmark in a CMakeLists.txt)"; fi
  compile release benchmarks
  for program in build/release/bench/herald_bench*; do
    say "${program##*/}"
    "$program" "$@"
  done
  for program in build/release/bench/bench_bars*; do
    run_bars "$program"
  done
fi
if ((${#missed[@]} > 0)); then fail "bars were missed: ${missed[*]}"; fi
