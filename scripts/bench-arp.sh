#!/usr/bin/env bash
# Measures ARP answers against a bare libpcap loop and the kernel's own responder, in namespaces of its own. Needs root, or
# user namespaces; a machine with nothing else to do tells the most.
source "$(dirname "$0")/env.sh"

scripts/deps.sh build test lab
configure release
compile release bench_bars_arp
build/release/bench/bench_bars_arp
