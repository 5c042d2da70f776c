#!/usr/bin/env bash
# Installs the Debian packages of absent commands: `need.sh verilator clang++:clang` (command[:package] ...); instead of
# a command there may be a file that the package has, /usr/share/x:package.
# Without the right to install it prints the command to type and ends with exit code 2. APT names another apt-get.
set -euo pipefail

missing=() absent=()
for pair in "$@"; do
  if [[ $pair == /* ]]; then
    [[ -e ${pair%%:*} ]] && continue
  elif command -v "${pair%%:*}" > /dev/null; then
    continue
  fi
  absent+=("${pair%%:*}")
  missing+=("${pair#*:}")
done
((${#missing[@]})) || exit 0

apt=${APT:-apt-get}
if ! command -v "$apt" > /dev/null; then
  echo "Please install ${absent[*]} (on Debian: the packages ${missing[*]}); there is no apt-get here." >&2
  exit 2
fi
as_root=()
if ((EUID != 0)); then
  if ! sudo -n true 2> /dev/null; then
    echo "Please run: sudo apt-get install -y ${missing[*]}" >&2
    exit 2
  fi
  as_root=(sudo)
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt_get() { ${as_root[@]+"${as_root[@]}"} env DEBIAN_FRONTEND=noninteractive "$apt" -y -qq "$@" > "$log" 2>&1 < /dev/null; }

echo "Installing from Debian: ${missing[*]}"
# The package lists may be absent or stale (a container image has none), hence the second attempt.
if ! apt_get install "${missing[@]}" && ! { apt_get update && apt_get install "${missing[@]}"; }; then
  cat "$log" >&2
  exit 2
fi
