#!/usr/bin/env bash
# Builds tests with the sanitizers and runs them: address and undefined behaviour (asan), then threads (tsan).
#   scripts/sanitize.sh [PRESET [TEST...]]     default: both presets; the controller's replicas, chaos and hostile
#   servers, the speaker's BGP over sockets and before real routers
# Every report counts, whichever process makes it: a daemon that a test kills anyway has no exit code to tell by. The
# reports stay in build/PRESET/reports/. HERALD_CHAOS_KILLS (2 here) and HERALD_CHAOS_SEED go to the chaos suite.
source "$(dirname "$0")/env.sh"

presets=(asan tsan)
if (($# > 0)); then
  presets=("$1")
  shift
fi
if (($# == 0)); then
  set -- integration_kube_hostile integration_replicas integration_chaos unit_speaker_io_bgp e2e_bgp
fi
# What memory costs and how many milliseconds pass is the sanitizer's own doing.
declare -A cases=([e2e_bgp]='-*Flood.*:*BfdLoad.*')
export HERALD_CHAOS_KILLS=${HERALD_CHAOS_KILLS:-2}

scripts/deps.sh build test fuzz
failed=()
for preset in "${presets[@]}"; do
  compile "$preset" "$@"
  reports=$root/build/$preset/reports
  rm -rf "$reports"
  mkdir -p "$reports"
  options=halt_on_error=1:log_path=$reports/report
  export ASAN_OPTIONS=$options UBSAN_OPTIONS=$options:print_stacktrace=1 TSAN_OPTIONS=$options
  for test in "$@"; do
    say "$test, $preset"
    "build/$preset/tests/$test" --gtest_brief=1 --gtest_filter="${cases[$test]-*}" || failed+=("$test ($preset)")
  done
  for report in "$reports"/*; do
    if [[ -s $report ]]; then
      head -n 40 "$report" >&2
      failed+=("${report#"$root"/}")
    fi
  done
done
if ((${#failed[@]} > 0)); then fail "failed: ${failed[*]}"; fi
say "no failure, no report"
