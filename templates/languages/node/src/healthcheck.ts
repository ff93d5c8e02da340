// Exits 0 when the app answers; the image has no curl.
import { get } from "node:http";
import process from "node:process";

const request = get({
  host: "127.0.0.1",
  port: process.env.PORT || "8000",
  path: "/healthz",
  headers: { "User-Agent": "healthcheck" },
  timeout: 2000,
});
request.on("response", ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1));
request.on("timeout", () => request.destroy(new Error("no answer in 2 s")));
request.on("error", (error) => {
  console.error(error.message);
  process.exit(1);
});
