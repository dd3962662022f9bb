#!/usr/bin/env bash
# Checks everything that can be said about the source without running the product:
#   format    clang-format on every C++ file
#   shell     shellcheck on every script
#   headers   every header compiles alone
#   form      the tidy test: who includes whom, sizes, banned words, dead files, links
#   findings  clang-tidy on the C++ that changed since the merge base with origin/main (without one, or when that is
#             HEAD itself, since the commit before); LINT_ALL=1 takes every file
# All steps run, also after a failure. One step alone: scripts/lint.sh shell
source "$(dirname "$0")/env.sh"

lint_format() { scripts/format.sh --check; }

lint_shell() {
  in_git grep --untracked -lIzE '^#!/(usr/)?bin/(env )?(ba|da)?sh$' | sort -zu - <(files_like '*.sh') |
    xargs -0 shellcheck
}

lint_headers() { compile dev -k 0 check_headers; } # all failures at once

lint_form() {
  compile dev
  if [[ ! -d tests/tidy ]]; then
    note 'there is no tests/tidy yet'
    return
  fi
  ctest --test-dir build --label-regex '^tidy$' --output-on-failure --no-tests=error
}

base_commit() {
  local base
  if base=$(in_git merge-base HEAD origin/main 2>/dev/null) && [[ $base != "$(in_git rev-parse HEAD)" ]]; then
    echo "$base"
  else
    in_git rev-parse --verify --quiet HEAD~1
  fi
}

# Every C++ file to look at, one a line: changed since the base, in the working tree or not yet tracked.
files_to_tidy() {
  local base
  if [[ -n ${LINT_ALL:-} ]]; then
    cpp_files | tr '\0' '\n'
  elif base=$(base_commit); then
    {
      in_git diff --name-only --diff-filter=d "$base" -- '*.cpp' '*.h'
      in_git ls-files --others --exclude-standard -- '*.cpp' '*.h'
    } | sort -u
  else
    note 'no earlier commit to compare with (a shallow clone?): no file is examined; LINT_ALL=1 takes all' >&2
  fi
}

# A header is examined through the stub that includes only it (cmake/HeraldHeaders.cmake). A file that this preset does
# not compile, such as a fuzz target, is named and left out.
translation_units() {
  local file unit
  while IFS= read -r file; do
    case $file in
      *.h) unit=$root/build/headers/$file.cpp ;;
      *) unit=$root/$file ;;
    esac
    if grep -qF "\"file\": \"$unit\"" build/compile_commands.json; then
      echo "$unit"
    else
      note "not compiled by the preset dev, so not examined: $file" >&2
    fi
  done
}

lint_findings() {
  local units
  configure dev
  refresh dev # the stubs and the compilation database follow the files that exist now
  units=$(files_to_tidy | translation_units)
  if [[ -z $units ]]; then
    note 'no C++ changed'
    return
  fi
  note "$(wc -l <<<"$units") files"
  # Its own statistics (warnings suppressed in libraries) are of no use to anybody.
  xargs -d '\n' -P "$jobs" -n 1 clang-tidy-19 -p build --quiet <<<"$units" 2>&1 |
    sed -E '/^[0-9]+ warnings? generated/d; /^[0-9]+ warnings? treated as errors?/d'
}

step() { # NAME
  local started=$SECONDS
  say "lint: $1"
  # A process of its own: inside a condition the shell would not stop at the first error.
  if "$0" --step "$1"; then
    note "$1: fine, $((SECONDS - started)) s"
  else
    note "$1: FAILED, $((SECONDS - started)) s"
    failed+=("$1")
  fi
}

if [[ ${1:-} == --step ]]; then
  "lint_$2"
  exit
fi

scripts/deps.sh build test lint
failed=()
if (($# == 0)); then set -- format shell headers form findings; fi
for name in "$@"; do step "$name"; done
if ((${#failed[@]} > 0)); then fail "failed: ${failed[*]}"; fi
say 'lint: all fine'
