import { createHash, randomBytes } from "node:crypto";

const verifier = randomBytes(22).toString("hex").slice(0, 43);
console.log(`{:code_verifier=>"${verifier}", :code_challenge=>"${createHash("sha256").update(verifier).digest("base64url")}"}`);
