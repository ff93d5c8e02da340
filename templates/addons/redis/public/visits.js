// Counts this visit in Redis, where all replicas count.
const place = document.getElementById("visits");
try {
  const response = await fetch("/visits", {
    method: "POST",
    signal: AbortSignal.timeout(10_000),
  });
  if (!response.ok) throw new Error(response.statusText);
  const { visits } = await response.json();
  place.textContent = `Visit number ${visits}, counted in Redis.`;
} catch {
  place.textContent = "Redis does not answer; everything else works.";
}
