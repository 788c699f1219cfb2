import { ApplicationConfig } from '@angular/core';
import { LogLevel, provideAuth } from 'angular-auth-oidc-client';

export const appConfig: ApplicationConfig = {
  providers: [
    provideAuth({
      config: {
        authority: 'https://auth.contoso.example',
        redirectUrl: 'https://desk.contoso.example/callback',
        postLogoutRedirectUri: 'https://desk.contoso.example',
        clientId: 'service-desk',
        scope: 'openid offline_access',
        responseType: 'code',
        silentRenew: true,
        useRefreshToken: true,
        logLevel: LogLevel.Warn,
      },
    }),
  ],
};
