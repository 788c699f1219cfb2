resource "keycloak_openid_client" "lab" {
  realm_id  = keycloak_realm.lab.id
  client_id = "lab-notebook"
  name      = "Lab notebook"

  access_type                = "PUBLIC"
  standard_flow_enabled      = true
  pkce_code_challenge_method = "S256"
  valid_redirect_uris        = ["http://localhost:5173/*"]
  web_origins                = ["+"]
}
