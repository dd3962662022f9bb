#!/usr/bin/env bash
# with_kubectl.sh PROGRAM [ARGUMENT...]: runs a test that needs the real kubectl (HERALD_KUBECTL, or the one in PATH).
# Where there is none it says so and exits with 77, which ctest reports as skipped.
set -euo pipefail
if ! command -v "${HERALD_KUBECTL:-kubectl}" >/dev/null; then
  echo "skipped: no kubectl here; 'make deps' installs it on Debian, elsewhere put one into PATH or name it in HERALD_KUBECTL"
  exit 77
fi
exec "$@"
