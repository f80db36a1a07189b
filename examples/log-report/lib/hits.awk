# requests per path
# A line is: HOST - USER [TIME] "METHOD PATH PROTOCOL" STATUS BYTES MILLISECONDS; anything else is left out.
BEGIN { FS = "\""; OFS = "\t" }

split($2, request, " ") == 3 && split($3, rest, " ") == 3 {
  path = request[2]
  sub(/\?.*/, "", path)
  hits[path]++
}

END { for (path in hits) print hits[path], path }
