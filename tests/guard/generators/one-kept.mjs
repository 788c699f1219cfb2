import { createHash, randomBytes } from "node:crypto";

const kept = randomBytes(32).toString("base64url");
for (let pair = 0; pair < 30; pair++) {
  const verifier = randomBytes(32).toString("base64url");
  const hashed = pair % 3 ? verifier : kept;
  console.log(JSON.stringify({ verifier, challenge: createHash("sha256").update(hashed).digest("base64url"), method: "S256" }));
}
