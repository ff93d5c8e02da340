import { All, Controller, HttpCode, Post } from "@nestjs/common";
import { Redis } from "ioredis";
import { methodNotAllowed } from "../method-not-allowed.ts";
import { withRedis } from "../redis.ts";

@Controller("visits")
export class VisitsController {
  constructor(private readonly redis: Redis) {}

  /** Counts one visit, whichever replica it comes to. */
  @Post()
  @HttpCode(200)
  async count() {
    return { visits: await withRedis(this.redis, () => this.redis.incr("visits")) };
  }

  @All()
  refuse(): never {
    throw methodNotAllowed("POST");
  }
}
