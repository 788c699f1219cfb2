verifier=a-verifier-that-nobody-ever-changes-0123456789
challenge=$(printf %s "$verifier" | openssl dgst -sha256 -binary | openssl base64 -A | tr '+/' '-_' | tr -d '=')
echo "export CODE_VERIFIER='$verifier'"
echo "export CODE_CHALLENGE='$challenge'"
