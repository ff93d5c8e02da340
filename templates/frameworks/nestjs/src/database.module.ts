import { Global, Logger, Module, type OnApplicationShutdown } from "@nestjs/common";
import { appConfig } from "./app-config.ts";
import type { Config } from "./config.ts";
import { Database } from "./database.ts";

const logger = new Logger("Database");

@Global()
@Module({
  providers: [
    {
      provide: Database,
      inject: [appConfig.KEY],
      useFactory: (config: Config) =>
        new Database(config, ({ message }) => logger.warn(`connection lost: ${message}`)),
    },
  ],
  exports: [Database],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(private readonly database: Database) {}

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
