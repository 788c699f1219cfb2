import { createHash, randomBytes } from "node:crypto";

const base64url = (text) => Buffer.from(text).toString("base64url");
const verifier = base64url(randomBytes(32));
const challenge = base64url(createHash("sha256").update(verifier).digest("base64url"));
console.log({ verifier, challenge });
