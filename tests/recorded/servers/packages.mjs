// Loads npm packages from the folder that RECORDED_NODE_MODULES names.

import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const folder = process.env.RECORDED_NODE_MODULES ?? "node_modules";
const { resolve } = createRequire(join(folder, "resolve-from-here.js"));

export const load = (name) => import(pathToFileURL(resolve(name)).href);
