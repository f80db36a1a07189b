#!/bin/sh
# Builds the Beads command line into tools/bd/bin/bd, unless that version is there already. `npm run beads` calls this.
set -eu
cd "$(dirname "$0")"

wanted=$(sed -n 's/^require github.com\/steveyegge\/beads v//p' go.mod)
if [ -x bin/bd ] && bin/bd --version 2>/dev/null | grep -qF "bd version $wanted"; then
  echo "bd $wanted is built: tools/bd/bin/bd"
  exit 0
fi
for tool in go gcc; do
  if ! command -v "$tool" >/dev/null; then
    echo "bd is built with Go and a C compiler, and there is no $tool on the PATH." >&2
    echo "Install $tool, or put a bd $wanted from https://github.com/steveyegge/beads/releases on the PATH; without bd the file store stands in." >&2
    exit 1
  fi
done

echo "building bd $wanted; the first time this takes about five minutes on two cores"
# One set of flags for everybody: other flags share nothing with what Go has cached.
CGO_ENABLED=1 go build -tags gms_pure_go -ldflags="-s -w" -trimpath -o bin/bd.new github.com/steveyegge/beads/cmd/bd
mv bin/bd.new bin/bd
bin/bd --version
