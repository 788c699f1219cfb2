import { createHash, randomBytes } from "node:crypto";

const charset = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
for (let pair = 0; pair < 400; pair++) {
  const codeVerifier = Array.from(randomBytes(43), (byte) => charset[byte % charset.length]).join("");
  const codeChallenge = createHash("sha256").update(codeVerifier).digest("base64url");
  console.log({ codeVerifier, codeChallenge });
}
