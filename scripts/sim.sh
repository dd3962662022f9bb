#!/usr/bin/env bash
# Runs the simulators: whole systems in one thread, every fault from a seed. Layer 2's, BGP's (each seed an hour of
# a node and its routers), then the controller's.
#   SEEDS=20000 scripts/sim.sh      many seeds; a failing one is printed
#   SEED=7 scripts/sim.sh           exactly this one, to look into a failure; TRACE=1 tells its whole story
#   SIM=lan scripts/sim.sh          only this simulator: controller, lan or bgp
#   scripts/sim.sh --large          layer 2 with 2,000 nodes first (release build, 8 GB of memory); SEEDS=1000000
#                                   beside it makes a night of it
source "$(dirname "$0")/env.sh"

declare -A default_seeds=([controller]=2000 [lan]=300 [bgp]=25)

scripts/deps.sh build test
configure dev
for simulator in ${SIM:-lan bgp controller}; do
  if ! has_target dev "sim_$simulator"; then fail "there is no such simulator (target sim_$simulator)"; fi
  compile dev "sim_$simulator"
  if [[ -n ${SEED:-} ]]; then
    "build/tests/sim_$simulator" --seed "$SEED" ${TRACE:+--trace}
    continue
  fi
  if [[ ${1:-} == --large && $simulator == lan ]]; then
    configure release
    compile release sim_lan
    build/release/tests/sim_lan --bars --large
  fi
  "build/tests/sim_$simulator" --seeds "${SEEDS:-${default_seeds[$simulator]}}"
done
