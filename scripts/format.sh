#!/usr/bin/env bash
# Formats the C++ files in place, tracked and new ones alike; --check only says which are not formatted, and fails.
source "$(dirname "$0")/env.sh"

scripts/deps.sh lint
mode=(-i)
if [[ ${1:-} == --check ]]; then mode=(--dry-run -Werror); fi
cpp_files | xargs -0 -r clang-format-19 "${mode[@]}"
