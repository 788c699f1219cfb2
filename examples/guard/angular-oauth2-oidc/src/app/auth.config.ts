import { AuthConfig } from 'angular-oauth2-oidc';
import { environment } from '../environments/environment';

export const authConfig: AuthConfig = {
  issuer: 'https://login.fabrikam.example',
  redirectUri: 'https://shop.fabrikam.example/index.html',
  clientId: 'shop-spa',
  responseType: 'code',
  scope: 'openid profile offline_access api',
  showDebugInformation: !environment.production,
  timeoutFactor: 0.75,
};
