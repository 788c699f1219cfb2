// An authorization server on oidc-provider, with its in-memory adapter.

import { createServer } from "node:http";
import { load } from "./packages.mjs";

const { Provider } = await load("oidc-provider");

const { port, setting, clients } = JSON.parse(process.argv[2]);
const issuer = `http://127.0.0.1:${port}`;
const SHORT_LIFETIME = 1;
const USUAL_LIFETIME = 60;

const provider = new Provider(issuer, {
  clients: clients.map((client) => ({
    client_id: client.client_id,
    ...(client.client_secret && { client_secret: client.client_secret }),
    token_endpoint_auth_method: client.authentication,
    redirect_uris: client.redirect_uris,
    grant_types: ["authorization_code"],
    response_types: ["code"],
  })),
  cookies: { keys: ["recorded-on-loopback"] },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
  pkce: { required: () => setting !== "pkce-optional" },
  ttl: {
    AccessToken: 3600,
    AuthorizationCode: setting === "short-lived-codes" ? SHORT_LIFETIME : USUAL_LIFETIME,
    Grant: 3600,
    IdToken: 3600,
    Interaction: 600,
    Session: 3600,
  },
  async findAccount(_ctx, sub) {
    return { accountId: sub, claims: async () => ({ sub }) };
  },
  async loadExistingGrant(ctx) {
    const { client, session } = ctx.oidc;
    const granted = session.grantIdFor(client.clientId);
    if (granted) {
      return ctx.oidc.provider.Grant.find(granted);
    }
    const grant = new ctx.oidc.provider.Grant({
      accountId: session.accountId,
      clientId: client.clientId,
    });
    grant.addOIDCScope("openid");
    await grant.save();
    return grant;
  },
});

if (setting === "storage-fault") {
  provider.AuthorizationCode.find = async () => {
    throw new Error("the storage is gone");
  };
}

const answer = provider.callback();
createServer(async (request, response) => {
  if (request.url.startsWith("/interaction/")) {
    const login = { accountId: "resource-owner" };
    await provider.interactionFinished(request, response, { login });
  } else {
    await answer(request, response);
  }
}).listen(port, "127.0.0.1");
