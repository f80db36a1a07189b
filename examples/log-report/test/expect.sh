# shellcheck shell=sh
# Read by every test: `expect TITLE COMMAND...` compares the command's output with standard input.

failures=0

expect() {
  title=$1
  shift
  wanted=$(cat)
  got=$("$@" 2>&1) || got="$got
(exit status $?)"
  if [ "$got" = "$wanted" ]; then
    echo "ok   $title"
  else
    failures=$((failures + 1))
    echo "FAIL $title"
    echo "$wanted" | sed 's/^/     wanted: /'
    echo "$got" | sed 's/^/     got:    /'
  fi
}

finish() {
  [ "$failures" -eq 0 ]
}
