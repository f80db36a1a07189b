# mean milliseconds per path
BEGIN { FS = "\""; OFS = "\t" }

split($2, request, " ") == 3 && split($3, rest, " ") == 3 {
  path = request[2]
  sub(/\?.*/, "", path)
  hits[path]++
  total[path] += rest[3]
}

END { for (path in hits) print int(total[path] / hits[path] + 0.5), path }
