#!/usr/bin/env bash
# Installs the packages that are missing, and only those.
#   scripts/deps.sh [GROUP...]      build test lab lint fuzz, or all (the default)
#
# - Nothing missing: one question to dpkg, no network, no privilege, a few hundredths of a second.
# - Something missing: says what, and installs it as root or through sudo; without either it prints the command to run.
# - A package of yours is never removed silently (libboost1.81-dev, for one, conflicts with Debian 12's libboost-dev):
#   the install is simulated first, and a removal needs a yes on the terminal, YES=1 or CI=true.
# - No service of an installed package is started, now or at the next boot.
# - On a system without a package list here, it checks for the tools and libraries themselves and says which to provide.
source "$(dirname "$0")/env.sh"

# --- what is needed -------------------------------------------------------------------------------------------------

packages_of() { # GROUP SYSTEM
  case $1 in
    build) # everything that the product is made of; g++ brings the standard library that clang uses
      echo git make cmake ninja-build pkg-config clang-19 g++ ccache mold \
        libexpected-dev libcli11-dev libfmt-dev libyaml-cpp-dev libpcap-dev libssl-dev zlib1g-dev
      boost_of "$2"
      ;;
    test) echo libgtest-dev libgmock-dev libbenchmark-dev && kubectl_of "$2" ;;
    lab) echo iproute2 nftables iputils-arping ndisc6 tcpdump curl frr bird2 prometheus ;; # real hosts, routers and tools for namespaces
    lint) echo clang-format-19 clang-tidy-19 shellcheck ;;
    fuzz) echo libclang-rt-19-dev llvm-19 ;; # the sanitizers' and libFuzzer's runtimes, and the symbolizer
    *) fail "no such group of packages: $1 (build test lab lint fuzz all)" ;;
  esac
}

# The tests run the real kubectl: any that is there already, else the distribution's. Ubuntu has no package of it; the
# tests that need it say so and are skipped by name.
kubectl_of() { # SYSTEM
  if command -v kubectl >/dev/null; then return; fi
  case $1 in
    debian-12 | debian-13) echo kubernetes-client ;;
  esac
}

# Boost 1.81 is the first with cancellation, as_tuple and JSON as they are used here; each system names its own.
boost_of() { # SYSTEM
  case $1 in
    debian-12) echo libboost1.81-dev libboost-json1.81-dev libboost-system1.81-dev ;;
    debian-13 | ubuntu-24.04) echo libboost1.83-dev libboost-json1.83-dev libboost-system1.83-dev ;;
    *) return 1 ;;
  esac
}

this_system() {
  local ID='' VERSION_ID=''
  # shellcheck source=/dev/null
  if [[ -r /etc/os-release ]]; then source /etc/os-release; fi
  echo "$ID-$VERSION_ID"
}

missing_of() { # PACKAGE...
  local installed package
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
  for package in "$@"; do
    if [[ $'\n'$installed$'\n' != *$'\n'"$package installed"$'\n'* ]]; then echo "$package"; fi
  done
}

# --- being root -----------------------------------------------------------------------------------------------------

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

require_root() { # PACKAGE...
  if ((EUID == 0)); then return; fi
  # Without a terminal sudo could only wait for a password that nobody types.
  if command -v sudo >/dev/null && { [[ -t 0 ]] || sudo -n true 2>/dev/null; }; then return; fi
  fail "these packages are missing, and neither root nor sudo is at hand. Run as root:
  apt-get update && apt-get install --no-install-recommends $*"
}

# --- apt ------------------------------------------------------------------------------------------------------------

# NEEDRESTART_SUSPEND: Ubuntu would otherwise restart services that use an upgraded library.
apt() {
  as_root env DEBIAN_FRONTEND=noninteractive NEEDRESTART_SUSPEND=1 LC_ALL=C \
    apt-get -o DPkg::Lock::Timeout=180 -q "$@" </dev/null
}

# Another package manager may be at work (unattended upgrades after boot, for one); apt itself waits for dpkg's lock
# but not for that of the lists.
update_lists() {
  local output attempt
  note 'refreshing the package lists'
  for attempt in {1..18}; do
    if output=$(apt update 2>&1); then return; fi
    if [[ $output != *'Could not get lock'* ]]; then break; fi
    note "another package manager holds the lock; waiting ($attempt of 18)"
    sleep 10
  done
  printf '%s\n' "$output" >&2
  fail 'apt-get update failed, see above: is the network there, and are the sources in /etc/apt right?'
}

# simulate PACKAGE...: what installing would do, on stdout; fails when apt does not know how.
simulate() { LC_ALL=C apt-get -s -q install --no-install-recommends "$@" 2>&1 </dev/null; }

plan_install() { # PACKAGE...
  local plan
  if ! plan=$(simulate "$@"); then
    update_lists >&2 # lists that are absent (fresh containers) or older than a package's name
    if ! plan=$(simulate "$@"); then
      printf '%s\n' "$plan" | tail -n 20 >&2
      fail "apt cannot install: $*
  Debian needs the component main; Ubuntu main and universe, of the release and of its updates (noble-updates).
  'apt-get -f install' repairs an interrupted installation."
    fi
  fi
  printf '%s\n' "$plan"
}

agree_to_removals() { # PACKAGE...
  local answer=''
  if (($# == 0)); then return; fi
  say "Installing them removes: $*"
  if [[ ${YES:-} == 1 || ${CI:-} == true ]]; then
    note 'agreed by YES=1 or CI=true'
  elif [[ -t 0 && -t 1 ]]; then
    read -r -p 'Go on? [yes/no] ' answer
    if [[ $answer != yes && $answer != y ]]; then fail 'nothing was changed'; fi
  else
    fail "stopped before removing packages: nothing was changed. Repeat on a terminal, or with YES=1, to agree."
  fi
}

# --- services stay off ----------------------------------------------------------------------------------------------

# A policy-rc.d that says 101 ("not allowed") keeps maintainer scripts from starting what they install. Somebody else's
# is left alone; one of ours that a killed run left behind is taken over.
policy=/usr/sbin/policy-rc.d
policy_mark='# by Herald, for the time of an installation'

forbid_service_starts() {
  if [[ -e $policy ]] && ! grep -qxF "$policy_mark" "$policy"; then return; fi
  trap allow_service_starts EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM HUP
  printf '#!/bin/sh\n%s\nexit 101\n' "$policy_mark" | as_root install -m 755 /dev/stdin "$policy"
}
allow_service_starts() { as_root rm -f "$policy"; }

# Installed is not wanted: what is new does not start at the next boot either. Only the packages named in the lists above:
# what they depend on may be plumbing that the machine needs from now on.
disable_services_of() { # PACKAGE...
  local file
  for file in $(dpkg -L "$@" 2>/dev/null); do
    case $file in
      */systemd/system/*@.*) ;; # a template starts nothing by itself
      */systemd/system/*.service | */systemd/system/*.socket | */systemd/system/*.timer) disable_unit "${file##*/}" ;;
      /etc/init.d/*) as_root update-rc.d "${file##*/}" disable >/dev/null 2>&1 || true ;;
    esac
  done
}
disable_unit() { # UNIT; without systemd the links may still lie there, for the day it comes
  local tool=deb-systemd-helper
  if command -v systemctl >/dev/null; then tool=systemctl; fi
  as_root "$tool" disable "$1" >/dev/null 2>&1 || true
}

# --- the two ways ---------------------------------------------------------------------------------------------------

install_missing() { # PACKAGE...
  local plan removed=() options=(--no-remove)
  require_root "$@"
  say "Installing: $*"
  plan=$(plan_install "$@")
  mapfile -t removed < <(sed -n 's/^Remv \([^ ]*\) .*/\1/p' <<<"$plan")
  agree_to_removals "${removed[@]}"
  if ((${#removed[@]} > 0)); then options=(); fi # otherwise even a surprise cannot remove anything

  forbid_service_starts
  # Lists that are a few days old name files that the mirror has dropped: refresh and try once more.
  if ! apt install --yes --no-install-recommends "${options[@]}" "$@"; then
    update_lists
    apt install --yes --no-install-recommends "${options[@]}" "$@" ||
      fail "apt-get install failed, see above. Once it is repaired, run it again."
  fi
  disable_services_of "$@"
  say "Installed $# packages and what they depend on."
}

# What a system without a package list must bring: a header, the least version that is known to work, what to look for.
check_by_hand() {
  local command headers header name absent=()
  for command in git cmake ninja clang++-19; do
    command -v "$command" >/dev/null || absent+=("$command")
  done
  headers='boost/asio.hpp=Boost>=1.81 boost/json.hpp=Boost.JSON>=1.81 tl/expected.hpp=tl-expected>=1.0 CLI/CLI.hpp=CLI11>=2.1
    fmt/core.h=fmt>=9.1 yaml-cpp/yaml.h=yaml-cpp>=0.7 pcap/pcap.h=libpcap>=1.10
    openssl/ssl.h=OpenSSL>=3.0 zlib.h=zlib>=1.2 gtest/gtest.h=GoogleTest>=1.12 gmock/gmock.h=GoogleMock>=1.12
    benchmark/benchmark.h=google-benchmark>=1.7'
  for header in $headers; do
    name=${header#*=}
    if ! printf '#if !__has_include(<%s>)\n#error\n#endif\n' "${header%%=*}" |
      clang++-19 -x c++ -std=c++20 -fsyntax-only - 2>/dev/null; then absent+=("$name"); fi
  done
  if ((${#absent[@]} == 0)); then return; fi
  fail "there is no package list for this system ($(this_system)); Debian 12, Debian 13 and Ubuntu 24.04 have one.
Please provide, under these names for the compiler: cmake >= 3.25, ninja, clang++-19, g++'s standard library >= 12,
and optionally ccache, mold; for lint clang-format-19, clang-tidy-19, shellcheck.
Not found here:
$(printf '  %s\n' "${absent[@]}")"
}

main() {
  local system group packages='' missing everything=''
  if (($# == 0)) || [[ $* == all ]]; then
    everything=yes
    set -- build test lab lint fuzz
  fi
  system=$(this_system)
  if ! boost_of "$system" >/dev/null; then
    check_by_hand
    return
  fi
  for group in "$@"; do packages+=" $(packages_of "$group" "$system")"; done
  # shellcheck disable=SC2086 # names of packages, one word each
  mapfile -t missing < <(missing_of $packages)
  if ((${#missing[@]} > 0)); then
    install_missing "${missing[@]}"
  elif [[ $everything ]]; then
    echo 'Nothing is missing.'
  fi
}
main "$@"
