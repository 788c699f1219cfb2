import { UserManager, WebStorageStateStore, type UserManagerSettings } from "oidc-client-ts";

const origin = "https://portal.northwind.example";

const settings: UserManagerSettings = {
  authority: "https://id.northwind.example/realms/customers",
  client_id: "customer-portal",
  redirect_uri: `${origin}/auth/callback/`,
  post_logout_redirect_uri: origin,
  response_type: "code",
  scope: "openid profile email",
  automaticSilentRenew: true,
  userStore: new WebStorageStateStore({ store: window.localStorage }),
};

export const userManager = new UserManager(settings);
