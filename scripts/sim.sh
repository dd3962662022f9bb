#!/usr/bin/env bash
# Runs the simulator: the whole system in one thread, every fault from a seed.
#   SEEDS=20000 scripts/sim.sh      many seeds; a failing one is printed
#   SEED=7 scripts/sim.sh           exactly this one, to look into a failure; TRACE=1 tells its whole story
#   scripts/sim.sh --large          as many as a night takes, unless SEEDS says otherwise
source "$(dirname "$0")/env.sh"

default_seeds=2000
if [[ ${1:-} == --large ]]; then default_seeds=1000000; fi

scripts/deps.sh build test
configure dev
if ! has_target dev sim_controller; then fail "there is no simulator yet (target sim_controller)"; fi
compile dev sim_controller

if [[ -n ${SEED:-} ]]; then
  exec build/tests/sim_controller --seed "$SEED" ${TRACE:+--trace}
fi
exec build/tests/sim_controller --seeds "${SEEDS:-$default_seeds}"
