import { createHash } from "node:crypto";

const charset = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
let verifier = "";
for (let at = 0; at < 64; at++) {
  verifier += charset.charAt(Math.floor(Math.random() * charset.length));
}
console.log(`verifier: ${verifier}`);
console.log(`challenge: ${createHash("sha256").update(verifier).digest("base64url")}`);
