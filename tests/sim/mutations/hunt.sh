#!/bin/sh
# Runs every mutant until a law catches it. Fails when one survives.
survivors=0
for mutant in "$@"; do
  printf '%-36s ' "$(basename "$mutant")"
  "$mutant" --hunt --seeds 3000 || survivors=$((survivors + 1))
done
[ "$survivors" -eq 0 ] || { echo "$survivors mutants survived"; exit 1; }
