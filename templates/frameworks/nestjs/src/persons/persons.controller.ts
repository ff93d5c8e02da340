import {
  All,
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Res,
} from "@nestjs/common";
import type { Response } from "express";
import { methodNotAllowed } from "../method-not-allowed.ts";
import { type Person, type PersonPage, PersonStore } from "../person-store.ts";
import { notFound } from "../problem.ts";
import { PersonIdPipe } from "./person-id.pipe.ts";
import { PageQuery, PersonInput } from "./persons.schemas.ts";

@Controller("persons")
export class PersonsController {
  constructor(private readonly persons: PersonStore) {}

  @Get()
  list(@Query({ schema: PageQuery }) query: PageQuery): Promise<PersonPage> {
    return this.persons.list(query);
  }

  @Post()
  async add(
    @Body({ schema: PersonInput }) { name, emails }: PersonInput,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Person> {
    const person = await this.persons.add(name, emails);
    response.location(`/persons/${person.id}`);
    return person;
  }

  @All()
  refuse(): never {
    throw methodNotAllowed("GET", "HEAD", "POST");
  }

  @Get(":id")
  async get(@Param("id", PersonIdPipe) id: number): Promise<Person> {
    const person = await this.persons.get(id);
    if (person === undefined) throw notFound();
    return person;
  }

  @Delete(":id")
  @HttpCode(204)
  async delete(@Param("id", PersonIdPipe) id: number): Promise<void> {
    if (!(await this.persons.delete(id))) throw notFound();
  }

  @All(":id")
  refuseOne(): never {
    throw methodNotAllowed("GET", "HEAD", "DELETE");
  }
}
