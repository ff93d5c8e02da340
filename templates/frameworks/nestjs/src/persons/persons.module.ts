import { Module } from "@nestjs/common";
import { Database } from "../database.ts";
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
export class PersonsModule {}
