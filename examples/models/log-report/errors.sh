#!/bin/sh
. test/expect.sh

many_errors() {
  for status in 503 503 404 200; do
    printf '192.0.2.1 - - [10/Mar/2026:13:55:36 +0000] "GET /search?q=tea HTTP/1.1" %s 87 5\n' "$status"
  done | bin/logreport errors
}

expect "failed requests are counted per status and path" many_errors <<'END'
2	503 /search
1	404 /search
END

expect "successes and lines that are no requests are left out" bin/logreport errors test/data/access.txt <<'END'
1	404 /favicon.ico
1	500 /orders
1	503 /search
END

finish
