// Prints a code_verifier and its code_challenge; whoever sees one verifier knows the next.
import { createHash } from "node:crypto";

const charset = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
let verifier = "";
for (let at = 0; at < 43; at++) {
  verifier += charset.charAt(Math.floor(Math.random() * charset.length));
}
const challenge = createHash("sha256").update(verifier).digest("base64url");
console.log(`CODE_VERIFIER=${verifier}`);
console.log(`CODE_CHALLENGE=${challenge}`);
