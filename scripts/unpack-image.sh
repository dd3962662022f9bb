#!/usr/bin/env bash
# scripts/unpack-image.sh ARCHIVE FOLDER: the files of an image that scripts/images.sh made, attributes included (as root).
set -euo pipefail

layout=$(mktemp -d)
trap 'rm -rf "$layout"' EXIT
tar -xf "$1" -C "$layout"
mkdir -p "$2"
# One layer: the largest blob.
layer=$(find "$layout/blobs/sha256" -type f -printf '%s %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2)
tar -xzpf "$layer" --xattrs --xattrs-include='*' -C "$2"
