# shellcheck shell=bash
# What every script here starts with: where the repository is, how wide to build, how to speak. Sourced, never run.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

# A second clone under another path still hits the compiler cache: paths are hashed relative to the clone, and the
# working directory that debug information would record is left out.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1

# Headings are bold on a terminal and plain in a log.
if [[ -t 1 && -z ${NO_COLOR:-} ]]; then
  bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'
else
  bold='' dim='' plain=''
fi

say() { printf '%s%s%s\n' "$bold" "$*" "$plain"; }
note() { printf '%s%s%s\n' "$dim" "$*" "$plain"; }
fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

# One job per processor, but no more than memory carries: a file that includes Asio peaks near 1.5 GB in the compiler.
jobs_that_fit() {
  local processors kilobytes by_memory
  processors=$(nproc)
  kilobytes=$(awk '/^MemTotal:/ { print $2 }' /proc/meminfo 2>/dev/null || true)
  by_memory=$((${kilobytes:-4000000} / 1500000))
  if ((by_memory < 1)); then by_memory=1; fi
  echo $((processors < by_memory ? processors : by_memory))
}
jobs=${JOBS:-$(jobs_that_fit)}

# The presets put their trees here (CMakePresets.json); dev is build/ itself, so that paths in daily use stay short.
build_dir() { if [[ $1 == dev ]]; then echo build; else echo "build/$1"; fi; }

# configure PRESET: runs cmake when there is no tree yet or the presets changed; ninja itself notices changed CMakeLists.
configure() {
  local dir log
  dir=$(build_dir "$1")
  if [[ -f $dir/build.ninja && $dir/build.ninja -nt CMakePresets.json ]]; then return; fi
  mkdir -p "$dir"
  log=$dir/configure.log
  note "configuring $dir (preset $1)"
  if ! cmake --preset "$1" >"$log" 2>&1; then
    cat "$log" >&2
    fail "cmake --preset $1 failed"
  fi
  touch "$dir/build.ninja" # cmake leaves an unchanged file's time alone, and would be run again every time
}

# compile PRESET [TARGET...]: everything when no target is named.
compile() {
  local preset=$1
  shift
  configure "$preset"
  ninja -C "$(build_dir "$preset")" -j "$jobs" "$@"
}

# has_target PRESET TARGET, asked of the CMakeLists as they are now.
has_target() {
  refresh "$1"
  ninja -C "$(build_dir "$1")" -t query "$2" >/dev/null 2>&1
}

# Lets ninja rerun cmake when a CMakeLists or the set of headers changed, and nothing else.
refresh() {
  local output
  if ! output=$(ninja -C "$(build_dir "$1")" build.ninja 2>&1); then
    printf '%s\n' "$output" >&2
    fail "cmake failed for the preset $1"
  fi
}

# Git, also where the clone belongs to another user than the one who builds (containers, CI): it only reads.
in_git() { git -c safe.directory="$root" "$@"; }

# Files of the working tree by pattern, tracked or new but not ignored, each ended by a zero byte.
files_like() {
  in_git ls-files -z --cached --others --exclude-standard -- "$@" | sort -zu | while IFS= read -r -d '' file; do
    if [[ -f $file ]]; then printf '%s\0' "$file"; fi # a file that was deleted but not yet committed is still listed
  done
}
cpp_files() { files_like '*.h' '*.cpp'; }
