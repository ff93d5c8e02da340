import { Module } from "@nestjs/common";
import { ConfigModule } from "@nestjs/config";
import { APP_FILTER, APP_PIPE } from "@nestjs/core";
import { appConfig } from "./app-config.ts";
import { DatabaseModule } from "./database.module.ts";
import { HealthModule } from "./health/health.module.ts";
import { PagesModule } from "./pages/pages.module.ts";
import { PersonsModule } from "./persons/persons.module.ts";
import { ProblemFilter } from "./problem.filter.ts";
import { RedisModule } from "./redis.module.ts";
import { SchemaPipe } from "./schema.pipe.ts";
import { VisitsModule } from "./visits/visits.module.ts";

@Module({
  imports: [
    ConfigModule.forRoot({ load: [appConfig], isGlobal: true, ignoreEnvFile: true }),
    DatabaseModule,
    HealthModule,
    PagesModule,
    PersonsModule,
    RedisModule,
    VisitsModule,
  ],
  providers: [
    { provide: APP_FILTER, useClass: ProblemFilter },
    { provide: APP_PIPE, useClass: SchemaPipe },
  ],
})
export class AppModule {}
