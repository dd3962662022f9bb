#!/usr/bin/env bash
# Proves that a machine with only git, make and apt is enough: makes one with debootstrap, clones the last commit into it
# and runs make there, as a script would (CI=true, no terminal). Needs root and debootstrap.
#   scripts/bare-machine-test.sh [SUITE [TARGET...]]     default: this machine's suite; targets test and demo
# Checked besides: a second `make deps` does nothing, and nothing that keeps services from starting stays behind.
# The mirror and its proxy are those of this machine's apt. KEEP=1 leaves the chroot for a look.
source "$(dirname "$0")/env.sh"

if ((EUID != 0)); then fail 'needs root, for debootstrap and chroot'; fi
command -v debootstrap >/dev/null || fail 'needs debootstrap: apt-get install debootstrap'

# In a mount namespace of its own, whatever is mounted goes away with the script, however that ends.
if [[ -z ${HERALD_BARE_NAMESPACE:-} ]]; then
  HERALD_BARE_NAMESPACE=1 exec unshare --mount --propagation private "$0" "$@"
fi

this_suite=$(. /etc/os-release && echo "$VERSION_CODENAME")
suite=${1:-$this_suite}
targets=("${@:2}")
if ((${#targets[@]} == 0)); then targets=(test demo); fi

# shellcheck disable=SC2016 # the $(...) are apt's
# "URI release component" of every index that apt knows here.
indexes() { apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' | sort -u; }
mirror=$(indexes | awk -v suite="$this_suite" '$2 == suite && $3 == "main" { print $1; exit }')
if [[ -z $mirror ]]; then fail "apt on this machine knows no mirror of $this_suite"; fi

place=$(mktemp -d "${TMPDIR:-/tmp}/herald-bare.XXXXXX")
chmod 755 "$place" # it becomes a root, and daemons that give up root must get through
if [[ -z ${KEEP:-} ]]; then trap 'umount -R "$place" 2>/dev/null; rm -rf --one-file-system "$place"' EXIT; fi

say "a bare $suite in $place"
log=$place.log
debootstrap --variant=minbase --include=git,make,ca-certificates "$suite" "$place" "$mirror" >"$log" 2>&1 ||
  { tail -n 20 "$log" >&2 && fail 'debootstrap failed'; }
rm -f "$log"

apt-config dump | grep -E '^(Acquire::(http|https)::|Acquire::Check-)' >"$place/etc/apt/apt.conf.d/90host" || true
cp -L /etc/resolv.conf /etc/hosts "$place/etc/"
if [[ $suite == "$this_suite" ]]; then # the point releases' updates too
  indexes | awk -v suite="$suite" '$2 ~ "^" suite && $3 == "main" { print "deb", $1, $2, $3 }' >"$place/etc/apt/sources.list"
fi
mount --bind "$place" "$place" # a root of its own: what is made private, or pivoted, has to be a mount
mount -t proc proc "$place/proc"
mount -t sysfs -o ro sysfs "$place/sys"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts "$place/dev/pts"
mkdir -p "$place/dev/shm" && mount -t tmpfs tmpfs "$place/dev/shm"
in_git clone --quiet --no-hardlinks "$root" "$place/herald"

# Nothing of this machine's environment, compiler cache or credentials gets in. Not by chroot: whoever enters a mount
# namespace from there, as the lab does, is outside again.
inside() {
  # shellcheck disable=SC2016 # the $... are the inner shell's
  unshare --mount --propagation private bash -c '
    cd "$1" && shift && pivot_root . mnt && cd / && umount -l /mnt &&
    exec env -i HOME=/root PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin CI=true \
      bash -c "cd /herald && \"\$@\"" bash "$@"' bash "$place" "$@" </dev/null
}
timed() { # LABEL COMMAND...
  local started=$SECONDS
  say "$1"
  inside "${@:2}" || fail "$1 failed on the bare machine"
  took+=("$(printf '%5d s  %s' $((SECONDS - started)) "$1")")
}

took=()
timed 'make deps, first' make deps
before=$(sha256sum <"$place/var/lib/dpkg/status")
second=$(inside make deps)
note "make deps, again: ${second:-silence}"
[[ $before == "$(sha256sum <"$place/var/lib/dpkg/status")" ]] || fail 'the second make deps changed packages'
if [[ $second == *Installing* ]]; then fail 'the second make deps installed something'; fi
if [[ -e $place/usr/sbin/policy-rc.d ]]; then fail 'policy-rc.d was left behind'; fi
for target in "${targets[@]}"; do timed "make $target" make "$target"; done

say "a bare $suite is enough:"
printf '%s\n' "${took[@]}"
