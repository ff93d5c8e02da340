import express from "express";
import pg from "pg";

const app = express();
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL });

app.get("/healthz", async (_request, response) => {
  await pool.query("SELECT 1");
  response.json({ status: "ok" });
});

app.listen(8000, "0.0.0.0");
