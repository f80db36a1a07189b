#!/bin/sh
. test/expect.sh

first_line() {
  bin/logreport "$@" 2>&1 | head -n 1
}

expect "an unknown report prints the usage" first_line nonsense <<'END'
usage: logreport REPORT [FILE...]
END

expect "a report is never looked up outside lib/" first_line ../lib/hits <<'END'
usage: logreport REPORT [FILE...]
END

expect "every report says in its first line what it prints" sh -c 'for f in lib/*.awk; do sed -n "1s/^# ..*/ok/p" "$f"; done | sort -u' <<'END'
ok
END

finish
