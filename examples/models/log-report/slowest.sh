#!/bin/sh
. test/expect.sh

expect "paths are listed with their mean time, slowest first, failures included" bin/logreport slowest test/data/access.txt <<'END'
867	/search
649	/orders
12	/
2	/favicon.ico
END

finish
