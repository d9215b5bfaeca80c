/** The floating-point types of safetensors files that take two bytes a value. */
export type HalfType = "float16" | "bfloat16";

/**
 * float32 values as 16-bit floats, each rounded to the nearest one and, half-way, to the one whose last bit is 0.
 *
 * float16 (IEEE 754 binary16) has 1 sign bit, 5 exponent bits (bias 15) and 10 fraction bits: numbers up to 65504, from
 * 65520 on Infinity. bfloat16 is the upper half of a float32: its range, with 7 fraction bits. NaN stays NaN.
 *
 * @returns the bits, one 16-bit word for each value, as PyTorch's `tensor.to(torch.float16)` gives them
 */
export function toHalfPrecision(values: Float32Array, type: HalfType): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const round = type === "float16" ? roundToFloat16 : roundToBfloat16;
  return Uint16Array.from(bits, round);
}

/** 16-bit floats as float32 values, without any loss. */
export function fromHalfPrecision(words: Uint16Array, type: HalfType): Float32Array {
  if (type === "float16") return Float32Array.from(words, float16ToNumber);
  return new Float32Array(Uint32Array.from(words, (upper) => upper << 16).buffer);
}

/** The float32 with these bits as float16 bits. */
function roundToFloat16(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const size = bits & 0x7fffffff; // without the sign: float32 bits sort like the numbers
  if (size > 0x7f800000) return sign | 0x7e00; // NaN
  if (size >= 0x47800000) return sign | 0x7c00; // 65536 and above, Infinity among them
  if (size < 0x38800000) return sign | subnormal(size); // below 2⁻¹⁴
  return sign | dropBits(size - (112 << 23), 13); // bias 127 becomes 15; a fraction that rounds up carries into the exponent
}

/** A number below 2⁻¹⁴ in units of 2⁻²⁴, the smallest float16. */
function subnormal(size: number): number {
  const exponent = Math.max(size >>> 23, 1);
  const significand = (size & 0x7fffff) | (size >>> 23 > 0 ? 0x800000 : 0); // the number is significand · 2^(exponent − 150)
  const dropped = 126 - exponent; // 2^(exponent − 150) = 2⁻²⁴ / 2^(126 − exponent)
  return dropped > 24 ? 0 : dropBits(significand, dropped); // less than half a unit
}

/** The float32 with these bits as bfloat16 bits. */
function roundToBfloat16(bits: number): number {
  const isNotANumber = (bits & 0x7fffffff) > 0x7f800000;
  return isNotANumber ? 0x7fc0 : dropBits(bits, 16);
}

/** A whole number without its lowest bits, rounded to the nearest and half-way to even: ⌊n / 2ᵇ⌉. */
function dropBits(n: number, bits: number): number {
  const odd = (n >>> bits) & 1;
  return Math.floor((n + 2 ** (bits - 1) - 1 + odd) / 2 ** bits);
}

function float16ToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24; // subnormal
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}
