#!/bin/sh
# Runs every mutant until a law catches it (or it runs into a broken invariant). Fails when one survives.
survivors=0
for mutant in "$@"; do
  printf '%-40s ' "$(basename "$mutant")"
  "$mutant" --hunt --seeds 3000 2>&1
  code=$?
  [ "$code" -lt 128 ] || echo "caught: it crashed"
  [ "$code" -ne 1 ] || survivors=$((survivors + 1))
done
[ "$survivors" -eq 0 ] || { echo "$survivors mutants survived"; exit 1; }
