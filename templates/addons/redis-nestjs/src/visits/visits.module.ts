import { Module } from "@nestjs/common";
import { VisitsController } from "./visits.controller.ts";

@Module({ controllers: [VisitsController] })
export class VisitsModule {}
