const CLIENT_ID = "0oa9wq2k1bVhG7n3T5d7";
const ISSUER = "https://woodgrove.okta.com/oauth2/default";
const REDIRECT_URI = `${window.location.origin}/login/callback`;

export default {
  oidc: {
    clientId: CLIENT_ID,
    issuer: ISSUER,
    redirectUri: REDIRECT_URI,
    scopes: ["openid", "profile", "email"],
    pkce: false,
  },
};
