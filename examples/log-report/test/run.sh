#!/bin/sh
# Runs the tests named (`test/run.sh hits`), or all of them.
cd "$(dirname "$0")/.." || exit 1

shell=${TEST_SHELL:-sh}
if [ $# -eq 0 ]; then
  set --
  for file in test/*.sh; do
    name=$(basename "$file" .sh)
    case $name in run | expect) ;; *) set -- "$@" "$name" ;; esac
  done
fi

status=0
for name in "$@"; do
  echo "# $name"
  "$shell" "test/$name.sh" || status=1
done
[ "$status" -eq 0 ] && echo "all tests passed"
exit "$status"
