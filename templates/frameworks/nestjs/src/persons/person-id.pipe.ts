import { Injectable, type PipeTransform } from "@nestjs/common";
import { notFound } from "../problem.ts";

/** An id as it can be in a path. What is none, is an unknown path: a 404, and no 422. */
@Injectable()
export class PersonIdPipe implements PipeTransform<string, number> {
  transform(given: string): number {
    const id = /^[1-9][0-9]{0,15}$/.test(given) ? Number(given) : 0;
    if (id < 1 || id > Number.MAX_SAFE_INTEGER) throw notFound();
    return id;
  }
}
