// The main job through a client that an independent generator made from the OpenAPI document: node drive.mjs BASE TOKEN PHOTO
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

import createClient from "openapi-fetch";

import type { components, paths } from "./api.js";

const [base, token, photo] = process.argv.slice(2) as [string, string, string];
const api = createClient<paths>({ baseUrl: base, headers: { Authorization: `Bearer ${token}` } });

function must<T>(answer: { data?: T; error?: unknown; response: Response }): T {
  if (answer.data === undefined) throw new Error(`${answer.response.status}: ${JSON.stringify(answer.error)}`);
  return answer.data;
}

async function ready(meal_id: string): Promise<components["schemas"]["MealView"]> {
  for (let tries = 0; tries < 300; tries += 1) {
    const meal = must(await api.GET("/v1/meals/{meal_id}", { params: { path: { meal_id } } }));
    if (meal.status === "ready") return meal;
    if (meal.status === "failed") throw new Error(`failed: ${meal.error_code}`);
    await sleep(100);
  }
  throw new Error("not ready within 30 s");
}

const file = new Blob([await readFile(photo)], { type: "image/jpeg" });
const posted = must(
  await api.POST("/v1/meals/image/analyze", {
    params: { header: { "Idempotency-Key": "from-typescript" } },
    body: { file: "", user_description: "lunch" },
    bodySerializer: (fields) => {
      const form = new FormData();
      form.append("file", file, "photo.jpg");
      form.append("user_description", fields.user_description ?? "");
      return form;
    },
  }),
);
const meal = await ready(posted.meal_id);
const day = must(await api.GET("/v1/meals/daily/macros", { params: { query: { date: meal.local_date } } }));
const list = must(await api.GET("/v1/meals", { params: { query: { limit: 5 } } }));
const missing = await api.GET("/v1/meals/{meal_id}", { params: { path: { meal_id: crypto.randomUUID() } } });

console.log(
  JSON.stringify({
    foods: meal.food_items.map((food) => food.name),
    meal_calories: meal.total_calories,
    day_calories: day.consumed_calories,
    listed: list.meals.map((each) => each.meal_id).includes(meal.meal_id),
    missing: missing.error?.error_code,
  }),
);
