import { registerAs } from "@nestjs/config";
import { loadConfig } from "./config.ts";

/** The settings as a provider: `@Inject(appConfig.KEY) config: Config`. */
export const appConfig = registerAs("app", () => loadConfig());
