// An authorization server on better-auth's oidcProvider plugin, with its in-memory adapter.

import { createServer } from "node:http";

import { load } from "./packages.mjs";

const { betterAuth } = await load("better-auth");
const { jwt, oidcProvider } = await load("better-auth/plugins");
const { memoryAdapter } = await load("better-auth/adapters/memory");
const { toNodeHandler } = await load("better-auth/node");

const { port, setting, clients } = JSON.parse(process.argv[2]);
const origin = `http://127.0.0.1:${port}`;
const SHORT_LIFETIME = 1;
const USUAL_LIFETIME = 60;
const owner = {
  email: "resource-owner@example.test",
  name: "Resource Owner",
  password: "recorded-on-loopback",
};

const auth = betterAuth({
  baseURL: origin,
  secret: "recorded-on-loopback-recorded-on-loopback",
  database: memoryAdapter({
    user: [],
    session: [],
    account: [],
    verification: [],
    jwks: [],
    oauthApplication: [],
    oauthAccessToken: [],
    oauthConsent: [],
  }),
  emailAndPassword: { enabled: true, autoSignIn: false },
  logger: { disabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  plugins: [
    jwt(),
    oidcProvider({
      __skipDeprecationWarning: true,
      loginPage: "/login",
      useJWTPlugin: true,
      codeExpiresIn: setting === "short-lived-codes" ? SHORT_LIFETIME : USUAL_LIFETIME,
      allowPlainCodeChallengeMethod: setting === "plain-enabled",
      requirePKCE: setting !== "pkce-optional",
      trustedClients: clients.map((client) => ({
        clientId: client.client_id,
        clientSecret: client.client_secret,
        name: client.client_id,
        type: client.client_secret ? "web" : "public",
        redirectUrls: client.redirect_uris,
        disabled: false,
        skipConsent: true,
        metadata: {},
      })),
    }),
  ],
});
await auth.api.signUpEmail({ body: owner });

if (setting === "storage-fault") {
  const { internalAdapter } = await auth.$context;
  internalAdapter.consumeVerificationValue = async () => {
    throw new Error("the storage is gone");
  };
}

async function logIn(request, response) {
  const answer = await auth.handler(
    new Request(`${origin}/api/auth/sign-in/email`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        cookie: request.headers.cookie ?? "",
        origin,
      },
      body: JSON.stringify({ email: owner.email, password: owner.password }),
    }),
  );
  response.writeHead(answer.status, [...answer.headers].flat());
  response.end(await answer.text());
}

const answer = toNodeHandler(auth);
createServer(async (request, response) => {
  await (request.url.startsWith("/login") ? logIn : answer)(request, response);
}).listen(port, "127.0.0.1");
