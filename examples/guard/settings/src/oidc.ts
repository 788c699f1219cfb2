import { UserManager } from "oidc-client-ts";

export const manager = new UserManager({
  authority: "https://id.cohovineyard.example",
  client_id: "tasting-room",
  redirect_uri: "https://tasting.cohovineyard.example/signed_in",
  silent_redirect_uri: "https://tasting.cohovineyard.example/signed-in",
});
