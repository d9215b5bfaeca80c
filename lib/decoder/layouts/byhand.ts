import type { GPTConfig } from "../config";
import type { Layout } from "./layout";

/** Any configuration, by this library's own names; no other tool opens it. */
export const byhand: Layout = {
  modelType: "byhand",
  prefix: "transformer.",
  sayable: () => ({}),
  writeConfig: (config) => ({ ...config }),
  readConfig: (fields) => {
    const others = ["model_type", "note", "torch_dtype", "dtype"];
    const ours = Object.entries(fields).filter(([name]) => !others.includes(name));
    return Object.fromEntries(ours) as unknown as GPTConfig; // completeConfig looks at each field
  },
  place: (name) => ({ pieces: [{ name }] }),
  derived: () => false,
};
