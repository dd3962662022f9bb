#!/usr/bin/env bash
# Shows on the terminal what Herald decides for a real cluster: it reads the configuration and the Services that the
# first cluster had (config/examples/) and prints which Service gets which address, and why one gets none.
# Nothing is changed anywhere: no cluster, no network, no privilege beyond installing the packages.
source "$(dirname "$0")/env.sh"

config=config/examples/seed-cluster.yaml
services=config/examples/seed-services.yaml

scripts/deps.sh build test
configure dev
if ! has_target dev heraldctl; then fail "there is nothing to show yet (target heraldctl)"; fi
for file in "$config" "$services"; do
  if [[ ! -f $file ]]; then fail "there is no $file to show"; fi
done
note 'building heraldctl'
compile dev heraldctl --quiet

show() { sed "s/^/    /" "$1"; }
run() {
  printf '\n%s$ %s%s\n' "$bold" "$*" "$plain"
  PATH=$root/build/bin:$PATH "$@"
}

say $'\nThe configuration of the cluster: which addresses Herald may give away'
show "$config"
run heraldctl validate -f "$config"

say $'\nThe Services that ask for an address, and what the controller gives them'
run heraldctl plan -f "$config" -f "$services"

note $'\nChange the pool in a copy of '"$config"$' and run the last command again: the reasons follow.'
