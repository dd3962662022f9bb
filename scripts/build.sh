#!/usr/bin/env bash
# Builds one preset of CMakePresets.json, after making sure that the packages for it are there.
#   scripts/build.sh [PRESET [TARGET...]]      default: dev, everything
source "$(dirname "$0")/env.sh"

preset=${1:-dev}
groups=(build test lab)
case $preset in
  asan | tsan | fuzz) groups+=(fuzz) ;; # the sanitizers' runtime libraries
esac
scripts/deps.sh "${groups[@]}"
compile "$preset" "${@:2}"
