import { createHash } from "node:crypto";

const hash = (text) => createHash("sha256").update(text).digest("base64url");
const verifier = hash(String(Date.now()));
console.log(verifier);
console.log(hash(verifier));
