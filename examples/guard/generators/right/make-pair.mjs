import { createHash, randomBytes } from "node:crypto";

const verifier = randomBytes(32).toString("base64url");
const challenge = createHash("sha256").update(verifier).digest("base64url");
console.log(JSON.stringify({ code_verifier: verifier, code_challenge: challenge }));
