import { LogLevel } from "@azure/msal-browser";

export const msalConfig = {
    auth: {
        clientId: "1d2c8f4e-0b7a-4c55-9a6e-6f1a2b3c4d5e",
        authority: "https://login.microsoftonline.com/7a4f1c9d-52b1-4f6b-8f3e-2d9a01b7c6e4",
        redirectUri: "https://travel.adatum.example/redirect",
        postLogoutRedirectUri: "/",
    },
    cache: {
        cacheLocation: "sessionStorage",
    },
    system: {
        loggerOptions: {
            loggerCallback: (level, message, containsPii) => {
                if (containsPii) {
                    return;
                }
                console.log(message);
            },
            logLevel: LogLevel.Warning,
        },
    },
};

export const loginRequest = { scopes: ["User.Read"] };
