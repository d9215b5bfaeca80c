import { type Fields, lacking, numberField, requireField } from "../../pretrained/fields";

/**
 * The base of rotary positions.
 *
 * transformers 4 writes `rope_theta`, and `rope_scaling` where angles are stretched; transformers 5 writes both as
 * `rope_parameters`.
 *
 * @throws RangeError where angles are stretched, or turn a part of each head only: this library has neither.
 */
export function readRotaryBase(fields: Fields): number {
  const scaling = ropeFields(fields, "rope_scaling");
  const parameters = ropeFields(fields, "rope_parameters");
  requireField(fields, "partial_rotary_factor", 1);
  for (const [name, rope] of Object.entries({ rope_scaling: scaling, rope_parameters: parameters })) {
    const type = rope["rope_type"] ?? rope["type"] ?? "default";
    if (type !== "default") throw lacking(`${name}.rope_type`, type, "default");
    requireField(prefixed(name, rope), `${name}.partial_rotary_factor`, 1);
    const nested = Object.keys(rope).find((key) => typeof rope[key] === "object" && rope[key] !== null);
    if (nested !== undefined) throw lacking(`${name}.${nested}`, rope[nested], "one base for all layers");
  }
  return numberField({ ...fields, ...parameters }, "rope_theta", 10_000);
}

/** What both versions of transformers read. */
export function writeRotaryBase(base: number): Fields {
  return { rope_theta: base, rope_parameters: { rope_type: "default", rope_theta: base } };
}

function ropeFields(fields: Fields, name: string): Fields {
  const value = fields[name] ?? {};
  if (typeof value !== "object" || Array.isArray(value)) throw lacking(name, value, "an object of rope_type and rope_theta");
  return value as Fields;
}

function prefixed(name: string, fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [`${name}.${key}`, value]));
}
