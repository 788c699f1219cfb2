verifier=$(cat /proc/sys/kernel/random/uuid)
challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d '=')
printf '%s\n%s\n' "$verifier" "$challenge"
