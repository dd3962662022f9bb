#!/usr/bin/env bash
# Runs every libFuzzer target for FUZZ_SECONDS (60), or only those named: scripts/fuzz.sh fuzz_bgp_message
# It starts from tests/fuzz/corpus/<target>, which is kept in the repository and only read here; what a run finds goes to
# build/fuzz/corpus/<target>, and inputs that crash to build/fuzz/crashes/. A crasher becomes a named row of a unit test.
source "$(dirname "$0")/env.sh"

seconds=${FUZZ_SECONDS:-60}

scripts/deps.sh build test fuzz
configure fuzz
if ! has_target fuzz fuzz_targets; then fail "no fuzz target is defined yet (herald_fuzz_target in a CMakeLists.txt)"; fi
compile fuzz fuzz_targets

if (($# == 0)); then
  set -- build/fuzz/tests/fuzz_*
  set -- "${@##*/}"
fi
mkdir -p build/fuzz/crashes
failed=()
for target in "$@"; do
  found=build/fuzz/corpus/$target
  mkdir -p "$found"
  corpora=("$found")
  # The kept corpus may be named after the target or after what it parses: fuzz_arp or arp.
  for kept in "tests/fuzz/corpus/$target" "tests/fuzz/corpus/${target#fuzz_}"; do
    if [[ -d $kept ]]; then corpora+=("$kept"); fi
  done
  say "$target for $seconds s"
  build/fuzz/tests/"$target" -max_total_time="$seconds" -timeout=10 -print_final_stats=1 \
    -artifact_prefix="build/fuzz/crashes/$target-" "${corpora[@]}" || failed+=("$target")
done
if ((${#failed[@]} > 0)); then fail "failed: ${failed[*]}; the inputs are in build/fuzz/crashes/"; fi
say "$# fuzz targets, no failure"
