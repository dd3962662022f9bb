#!/usr/bin/env bash
# Formats the C++ files in place, tracked and new ones alike; --check only names those that are not formatted, and fails.
source "$(dirname "$0")/env.sh"

scripts/deps.sh lint
if [[ ${1:-} != --check ]]; then
  cpp_files | xargs -0 -r clang-format-19 -i
  exit
fi

if ! complaints=$(cpp_files | xargs -0 -r clang-format-19 --dry-run -Werror 2>&1); then
  unformatted=$(sed -n 's/^\([^ :]*\):[0-9]*:[0-9]*: error: code should be clang-formatted.*/\1/p' <<<"$complaints" | sort -u)
  printf '%s\n' "${unformatted:-$complaints}"
  fail "not formatted, see above; 'make format' does it"
fi
