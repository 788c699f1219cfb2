import Keycloak from "keycloak-js";

const keycloak = new Keycloak({
  url: "https://sso.proseware.example",
  realm: "staff",
  clientId: "time_sheet",
});

export async function login() {
  await keycloak.init({
    onLoad: "login-required",
    pkceMethod: "S256",
    redirectUri: "https://time.proseware.example/",
  });
}
