import { type MiddlewareConsumer, Module, type NestModule, RequestMethod } from "@nestjs/common";
import { Database } from "../database.ts";
import { jsonBody } from "../json-body.ts";
import { PersonStore } from "../person-store.ts";
import { PersonsController } from "./persons.controller.ts";

@Module({
  controllers: [PersonsController],
  providers: [
    {
      provide: PersonStore,
      inject: [Database],
      useFactory: (database: Database) => new PersonStore(database),
    },
  ],
})
export class PersonsModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(...jsonBody).forRoutes({ path: "persons", method: RequestMethod.POST });
  }
}
