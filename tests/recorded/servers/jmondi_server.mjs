// An authorization server on @jmondi/oauth2-server and its express adapter; codes are JWTs.

import { load } from "./packages.mjs";

const { default: express } = await load("express");
const { AuthorizationServer, DateInterval, generateRandomToken } = await load(
  "@jmondi/oauth2-server",
);
const { handleExpressError, handleExpressResponse, requestFromExpress } = await load(
  "@jmondi/oauth2-server/express",
);

const { port, setting, clients } = JSON.parse(process.argv[2]);
const SHORT_LIFETIME = "1s";
const USUAL_LIFETIME = "60s";
const TOKEN_LIFETIME = "1h";

const user = { id: "resource-owner" };
const scope = { name: "profile" };
const codes = new Map();
const revoked = new Set();
const registered = new Map(
  clients.map((client) => [
    client.client_id,
    {
      id: client.client_id,
      name: client.client_id,
      secret: client.client_secret || null,
      redirectUris: client.redirect_uris,
      allowedGrants: ["authorization_code"],
      scopes: [scope],
    },
  ]),
);

const clientRepository = {
  getByIdentifier: async (clientId) => registered.get(clientId),
  isClientValid: async (grantType, client, clientSecret) =>
    client.allowedGrants.includes(grantType) && (!client.secret || client.secret === clientSecret),
};
const authCodeRepository = {
  async getByIdentifier(code) {
    return codes.get(code);
  },
  issueAuthCode: (client, owner, scopes) => ({
    code: generateRandomToken(),
    client,
    user: owner,
    scopes,
    expiresAt: new DateInterval(USUAL_LIFETIME).getEndDate(),
  }),
  async persist(code) {
    codes.set(code.code, code);
  },
  async isRevoked(code) {
    if (setting === "storage-fault") {
      throw new Error("the storage is gone");
    }
    return revoked.has(code);
  },
  async revoke(code) {
    revoked.add(code);
  },
};
const tokenRepository = {
  issueToken: async (client, scopes, owner) => ({
    accessToken: generateRandomToken(),
    accessTokenExpiresAt: new DateInterval(TOKEN_LIFETIME).getEndDate(),
    client,
    user: owner,
    scopes,
  }),
  issueRefreshToken: async (token) => token,
  async persist() {},
  async revoke() {},
  isRefreshTokenRevoked: async () => true,
};
const scopeRepository = {
  getAllByIdentifiers: async (names) => names.map((name) => ({ name })),
  finalize: async (scopes) => scopes,
};
const userRepository = { getUserByCredentials: async () => user };

const server = new AuthorizationServer(
  clientRepository,
  tokenRepository,
  scopeRepository,
  "recorded-on-loopback-recorded-on-loopback",
  { requiresPKCE: setting !== "pkce-optional", requiresS256: false },
);
server.enableGrantTypes([
  { grant: "authorization_code", userRepository, authCodeRepository },
  new DateInterval(TOKEN_LIFETIME),
]);
server.enabledGrantTypes.authorization_code.authCodeTTL = new DateInterval(
  setting === "short-lived-codes" ? SHORT_LIFETIME : USUAL_LIFETIME,
);

const app = express();
app.use(express.json());
app.use(express.urlencoded({ extended: false }));
app.get("/authorize", async (request, response) => {
  try {
    const asked = await server.validateAuthorizationRequest(requestFromExpress(request));
    asked.user = user;
    asked.isAuthorizationApproved = true;
    handleExpressResponse(response, await server.completeAuthorizationRequest(asked));
  } catch (error) {
    handleExpressError(error, response);
  }
});
app.post("/token", async (request, response) => {
  try {
    const asked = requestFromExpress(request);
    handleExpressResponse(response, await server.respondToAccessTokenRequest(asked));
  } catch (error) {
    handleExpressError(error, response);
  }
});
app.listen(port, "127.0.0.1");
