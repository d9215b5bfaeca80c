import { type Encoding } from "./encoding";
import { pad, type Padding } from "./padding";
import { addedBy, applyTemplate, type TextTemplate } from "./template";
import { trimOffsets } from "./trimOffsets";
import { truncate, type Truncation } from "./truncation";

export interface AssembleOptions {
  template: TextTemplate;
  addSpecialTokens: boolean;
  truncation: Truncation | null;
  padding: Padding | null;
  idOf: (token: string) => number;
}

/** From the tokens of one or two texts to what a model gets: truncated, with what stands around them, padded. */
export function assemble(
  texts: readonly [Encoding, Encoding?], { template, addSpecialTokens, truncation, padding, idOf }: AssembleOptions,
): Encoding {
  const pieces = texts[1] ? template.pair : template.single;
  const fitting = truncation ? truncate(texts, truncation, addSpecialTokens ? addedBy(pieces) : 0) : texts;
  const { trimming } = template;
  const [first, second] = trimming ? fitting.map((each) => each && trimOffsets(each, trimming)) : fitting;
  const whole = applyTemplate([first!, second], pieces, { addSpecialTokens });
  return padding ? pad([whole], padding, idOf)[0] : whole;
}
