/** The program that checks types: TypeScript's own compiler, which sees the submitted files and what they import. */
import { serve } from "./childLoop";
import { findTypeErrors } from "./typeErrors";
import { encode, WireError } from "./wire";

/** Declarations by path, put in when the program is built; see typeLibrary.ts. */
declare const typeLibrary: [path: string, text: string][];

const library = new Map(typeLibrary);

serve(async (request) => {
  if (request.op !== "types") throw new WireError("would be of another program");
  return encode(findTypeErrors(new Map(request.files), library));
});
