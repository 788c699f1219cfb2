import { createHash } from "node:crypto";

const part = () => Math.random().toString(36).substring(2);
for (let pair = 0; pair < 100; pair++) {
  const verifier = part() + part() + part() + part() + part();
  console.log(verifier, createHash("sha256").update(verifier).digest("base64url"));
}
