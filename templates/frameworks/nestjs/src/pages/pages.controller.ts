import { join } from "node:path";
import { All, Controller, Get, Res } from "@nestjs/common";
import type { Response } from "express";
import { methodNotAllowed } from "../method-not-allowed.ts";
import { notFound } from "../problem.ts";

const root = join(import.meta.dirname, "../../public");

/** Files of public that have a path of their own; all are below /static (see app.ts). */
@Controller()
export class PagesController {
  @Get()
  index(@Res() response: Response): void {
    response.sendFile("index.html", { root });
  }

  @Get("openapi.json")
  openapi(@Res() response: Response): void {
    response.sendFile("openapi.json", { root });
  }

  @Get("static/*path")
  missing(): never {
    throw notFound();
  }

  @All(["", "openapi.json", "static/*path"])
  refuse(): never {
    throw methodNotAllowed("GET", "HEAD");
  }
}
