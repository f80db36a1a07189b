# failed requests (400 and above) per status and path
BEGIN { FS = "\""; OFS = "\t" }

split($2, request, " ") == 3 && split($3, rest, " ") == 3 && rest[1] >= 400 {
  path = request[2]
  sub(/\?.*/, "", path)
  errors[rest[1] " " path]++
}

END { for (error in errors) print errors[error], error }
