import { type AnyBert, GPT, openBert } from "byhand";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

export type Model = GPT | AnyBert;

/** Opens a folder as the kind of model that its `config.json` says. */
export async function openModel(folder: string): Promise<Model> {
  const { model_type } = JSON.parse(await readFile(join(folder, "config.json"), "utf8")) as { model_type?: string };
  return model_type === "bert" ? openBert(folder) : GPT.fromPretrained(folder);
}
