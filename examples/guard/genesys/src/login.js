const platformClient = require("purecloud-platform-client-v2");

const client = platformClient.ApiClient.instance;
client.setEnvironment(platformClient.PureCloudRegionHosts.eu_central_1);
client.setPersistSettings(true, "queue-board");

const clientId = "3f0c1a52-8b7e-4d0c-9a61-5e2f7b8c9d10";
const redirectUri = "https://board.firstup.example/index.html";

client
  .loginPKCEGrant(clientId, redirectUri, { state: location.search })
  .then(() => start())
  .catch((error) => console.error(error.message));
