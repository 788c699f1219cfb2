import React from "react";
import { createRoot } from "react-dom/client";
import { Auth0Provider } from "@auth0/auth0-react";
import App from "./App";

createRoot(document.getElementById("root")).render(
  <Auth0Provider
    domain="tailspin.eu.auth0.com"
    clientId="Qx7Lr2VbN9kPz4TmW8sYdHc3JfGa6Ue1"
    authorizationParams={{
      redirect_uri: "https://toys.tailspin.example/callback",
      audience: "https://api.tailspin.example",
    }}
  >
    <App />
  </Auth0Provider>
);
