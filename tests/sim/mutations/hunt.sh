#!/bin/sh
# hunt.sh SEEDS MUTANT...: runs every mutant, over so many seeds at most, until a law catches it. Fails when one
# survives; a crash is not a catch, because then no law has shown that it can see the bug.
seeds=$1
shift
survivors=0
for mutant in "$@"; do
  printf '%-40s ' "$(basename "$mutant")"
  "$mutant" --hunt --seeds "$seeds" 2>&1 || { echo "  not caught by a law"; survivors=$((survivors + 1)); }
done
[ "$survivors" -eq 0 ] || { echo "$survivors mutants were not caught"; exit 1; }
