#!/usr/bin/env bash
# Makes the images, without a container engine: for controller, speaker and CLI an OCI archive and the list of what is in
# it (SPDX), in build/oci. The same sources and packages give the same bytes.
#   scripts/images.sh                        from a release build, made now
#   scripts/images.sh --from BUILD OUTPUT    from the programs in BUILD/bin, as they are, into OUTPUT
# Images are named $IMAGE_PREFIX/PROGRAM:VERSION, as the manifests name them; the prefix is localhost, which no registry
# answers to. The programs, and the label of the version, say in addition which commit they are made from.
source "$(dirname "$0")/env.sh"

prefix=${IMAGE_PREFIX:-localhost}
tag=$(sed -n 's/^project(herald VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
programs=(herald-controller herald-speaker heraldctl)
declare -A description=(
  [herald-controller]='Assigns external IPs to Kubernetes Services'
  [herald-speaker]='Announces external IPs by ARP, Neighbor Discovery and BGP'
  [heraldctl]='Asks and checks Herald from the command line'
)

# tell_commit PRESET: "-dirty" where the sources are not quite those of the commit, nothing where there is no git.
tell_commit() {
  local commit setting
  commit=$(in_git describe --always --exclude '*' --abbrev=12 --dirty 2>/dev/null || true)
  setting=HERALD_COMMIT:STRING=$commit
  configure "$1"
  if grep -qxF -- "$setting" "$(build_dir "$1")/CMakeCache.txt"; then return; fi
  cmake -D "$setting" "$(build_dir "$1")" >/dev/null
}

# The headers and archives that PROGRAM was made from and that are not ours, one path a line.
foreign_inputs() { # BUILD PROGRAM
  local build=$1 inputs=$1/bin/$2.inputs
  # Folders of our objects: core/libherald_base.a is made of core/CMakeFiles/herald_base.dir/*.
  tr -s ' \134' '\n' <"$inputs" | sed -n 's|^\([^/].*/\)lib\([a-z0-9_]*\)\.a:*$|\1CMakeFiles/\2.dir/|p' | sort -u >"$place/ours"
  {
    tr -s ' \134' '\n' <"$inputs" | sed -n 's|^\(/.*\.[ao]\):*$|\1|p'
    ninja -C "$build" -t deps 2>/dev/null | awk -v list="$place/ours" '
      BEGIN { while ((getline folder < list) > 0) ours[folder] = 1 }
      /^[^ ]/ { object = $1; sub(/[^\/]*$/, "", object); taken = 0; path = ""
                count = split(object, part, "/")
                for (i = 1; i <= count; i++) { path = path part[i] "/"; if (path in ours) taken = 1 } }
      /^ / && taken && $1 ~ /^\/usr\// { print $1 }'
  } | sort -u | xargs -r realpath -- | sort -u
}

# "PACKAGE VERSION SOURCE ARCHITECTURE" of each package that one of these files belongs to.
packages_of_files() {
  # shellcheck disable=SC2016 # dpkg's own notation
  grep -lxF -f /dev/stdin /var/lib/dpkg/info/*.list | sed 's|.*/||; s|\.list$||' |
    xargs -r dpkg-query -W -f '${binary:Package} ${Version} ${source:Package} ${Architecture}\n' | sort
}

spdx_package() { # NAME VERSION SOURCE ARCHITECTURE
  local name=${1%%:*} distribution
  distribution=$(. /etc/os-release && echo "$ID")
  cat <<END
    ,{ "SPDXID": "SPDXRef-$name", "name": "$name", "versionInfo": "$2", "supplier": "Organization: $distribution",
      "downloadLocation": "NOASSERTION", "filesAnalyzed": false, "sourceInfo": "built from the source package $3",
      "licenseConcluded": "NOASSERTION", "licenseDeclared": "NOASSERTION", "copyrightText": "NOASSERTION",
      "externalRefs": [{ "referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
        "referenceLocator": "pkg:deb/$distribution/${name//+/%2B}@${2//+/%2B}?arch=$4" }] }
END
}

# SPDX 2.3, https://spdx.github.io/spdx-spec/v2.3/. The packages come on standard input.
spdx() { # PROGRAM DIGEST
  local name release source architecture related='' packages=''
  while read -r name release source architecture; do
    packages+=$(spdx_package "$name" "$release" "$source" "$architecture")$'\n'
    related+="    ,{ \"spdxElementId\": \"SPDXRef-image\", \"relationshipType\": \"CONTAINS\","
    related+=" \"relatedSpdxElement\": \"SPDXRef-${name%%:*}\" }"$'\n'
  done
  cat <<END
{ "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "SPDXID": "SPDXRef-DOCUMENT", "name": "$1-$version",
  "documentNamespace": "https://herald.invalid/spdx/$1/${2#sha256:}",
  "creationInfo": { "created": "1970-01-01T00:00:00Z", "creators": ["Tool: herald-image"] },
  "packages": [
    { "SPDXID": "SPDXRef-image", "name": "$1", "versionInfo": "$version", "downloadLocation": "NOASSERTION",
      "filesAnalyzed": false, "licenseConcluded": "Apache-2.0", "licenseDeclared": "Apache-2.0",
      "copyrightText": "NOASSERTION", "primaryPackagePurpose": "CONTAINER",
      "checksums": [{ "algorithm": "SHA256", "checksumValue": "${2#sha256:}" }] }
${packages%$'\n'}
  ],
  "relationships": [
    { "spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-image" }
${related%$'\n'}
  ] }
END
}

pack() { # BUILD OUTPUT PROGRAM
  local build=$1 output=$2 program=$3 source name digest flags=()
  [[ -f $build/bin/$program.inputs ]] || fail "$build/bin/$program was not linked on its own (HERALD_STATIC is off)"
  strip --strip-all -o "$place/$program" "$build/bin/$program"
  foreign_inputs "$build" "$program" | packages_of_files >"$place/packages"
  flags=(--file usr/share/doc/herald/LICENSE=LICENSE)
  # One text for all that comes from one source package.
  while read -r source name; do
    if [[ -r /usr/share/doc/$name/copyright ]]; then
      flags+=(--file "usr/share/doc/$source/copyright=/usr/share/doc/$name/copyright")
    fi
  done < <(awk '!($3 in seen) { seen[$3]; sub(":.*", "", $1); print $3, $1 }' "$place/packages")
  if [[ $program == herald-speaker ]]; then flags+=(--net-raw); fi
  digest=$("$tool" --output "$output/$program.tar" --reference "$prefix/$program:$tag" --program "$place/$program" \
    --label org.opencontainers.image.title="$program" --label org.opencontainers.image.version="$version" \
    --label org.opencontainers.image.licenses=Apache-2.0 \
    --label org.opencontainers.image.description="${description[$program]}" "${flags[@]}")
  spdx "$program" "$digest" <"$place/packages" >"$output/$program.spdx.json"
  printf '%-18s %6d KiB  %3d packages  %s\n' "$program" $(($(stat -c %s "$output/$program.tar") / 1024)) \
    "$(wc -l <"$place/packages")" "$digest"
}

build=build/release output=build/oci
if [[ ${1-} == --from ]]; then
  build=$2 output=$3
else
  scripts/deps.sh build
  tell_commit release
  compile release "${programs[@]}" herald-image
fi
tool=$build/bin/herald-image
version=$("$build/bin/heraldctl" --version)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
mkdir -p "$output"
for program in "${programs[@]}"; do pack "$build" "$output" "$program"; done
