resource "aws_cognito_user_pool" "staff" {
  name = "staff"
}

resource "aws_cognito_user_pool_client" "rota" {
  name         = "rota"
  user_pool_id = aws_cognito_user_pool.staff.id

  generate_secret                      = true
  allowed_oauth_flows_user_pool_client = true
  allowed_oauth_flows                  = ["code"]
  allowed_oauth_scopes                 = ["openid"]
  supported_identity_providers         = ["COGNITO"]
  callback_urls = [
    "https://rota.${var.domain}/login/oauth2/code/pool",
  ]
}
