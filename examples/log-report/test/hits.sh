#!/bin/sh
. test/expect.sh

expect "paths are counted without their query, most hits first" bin/logreport hits test/data/access.txt <<'END'
3	/search
2	/
2	/orders
1	/favicon.ico
END

expect "without a file the log is read from standard input" sh -c 'bin/logreport hits < test/data/access.txt | head -n 1' <<'END'
3	/search
END

finish
