#!/usr/bin/env bash
# Measures failover in the lab: how long a client is without its Service, for every way a node can go (RUNS=20 times each).
source "$(dirname "$0")/env.sh"

scripts/deps.sh build test lab
compile dev lab herald-speaker failover_bars
build/bench/failover_bars
