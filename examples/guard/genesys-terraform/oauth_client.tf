resource "genesyscloud_oauth_client" "callbacks" {
  name                          = "Callbacks"
  description                   = "Scheduled callbacks"
  access_token_validity_seconds = 3600
  registered_redirect_uris      = ["https://callbacks.vanarsdel.example/oauth/callback"]
  authorized_grant_type         = "CODE"
  scopes                        = ["conversations"]
  state                         = "active"
}
