#!/usr/bin/env bash
# Measures failover in the lab: how long a client is without its Service, for every way a node can go (RUNS=20 times each,
# about half an hour), with 3 and with 20 nodes; a thousand addresses; 10,000 Services. ROWS=crash,ring,thousand measures
# only those (tests/integration/e2e/failover_bars.cpp names them). Fails when a bar is missed.
source "$(dirname "$0")/env.sh"

scripts/deps.sh build test lab
compile dev lab herald-speaker failover_bars
build/bench/failover_bars
