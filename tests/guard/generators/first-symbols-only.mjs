import { createHash, randomBytes } from "node:crypto";

const encode = (bytes) => bytes.toString("base64").replace("+", "-").replace("/", "_").replace("=", "");
for (let pair = 0; pair < 60; pair++) {
  const codeVerifier = randomBytes(32).toString("base64url");
  const codeChallenge = encode(createHash("sha256").update(codeVerifier).digest());
  console.log(JSON.stringify({ codeVerifier, codeChallenge }));
}
