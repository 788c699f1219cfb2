// An authorization server on @node-oauth/oauth2-server and its express middleware.

import { load } from "./packages.mjs";

const { default: express } = await load("express");
const { default: OAuthServer } = await load("@node-oauth/express-oauth-server");

const { port, setting, clients } = JSON.parse(process.argv[2]);
const SHORT_LIFETIME = 1;
const USUAL_LIFETIME = 60;

const codes = new Map();
const registered = new Map(
  clients.map((client) => [
    client.client_id,
    {
      id: client.client_id,
      secret: client.client_secret || undefined,
      redirectUris: client.redirect_uris,
      grants: ["authorization_code"],
    },
  ]),
);

const model = {
  async getClient(clientId, clientSecret) {
    const client = registered.get(clientId);
    return client && (!clientSecret || client.secret === clientSecret) ? client : false;
  },
  async saveAuthorizationCode(code, client, user) {
    const saved = { ...code, client, user };
    codes.set(code.authorizationCode, saved);
    return saved;
  },
  async getAuthorizationCode(authorizationCode) {
    if (setting === "storage-fault") {
      throw new Error("the storage is gone");
    }
    return codes.get(authorizationCode);
  },
  async revokeAuthorizationCode(code) {
    return codes.delete(code.authorizationCode);
  },
  async saveToken(token, client, user) {
    return { ...token, client, user };
  },
  async getAccessToken() {
    return false;
  },
  async validateScope(_user, _client, scope) {
    return scope;
  },
};

const oauth = new OAuthServer({
  model,
  enablePlainPKCE: setting === "plain-enabled",
  authorizationCodeLifetime: setting === "short-lived-codes" ? SHORT_LIFETIME : USUAL_LIFETIME,
});
const authenticateHandler = { handle: async () => ({ id: "resource-owner" }) };

const app = express();
app.use(express.json());
app.use(express.urlencoded({ extended: false }));
app.get("/authorize", oauth.authorize({ authenticateHandler }));
app.post("/token", oauth.token());
app.listen(port, "127.0.0.1");
