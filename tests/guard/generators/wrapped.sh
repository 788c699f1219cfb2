verifier=$(openssl rand -base64 72 | tr '+/' '-_' | tr -d '=')
challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d '=')
echo "CODE_VERIFIER=$verifier"
echo "CODE_CHALLENGE=$challenge"
