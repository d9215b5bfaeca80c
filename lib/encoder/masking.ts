import { requireWhole } from "../tensor/checks";
import type { Random } from "../tensor/random";
import { NOT_COUNTED } from "./losses";
import type { MaskingVocabulary } from "./maskingVocabulary";

/** The random numbers that decide how a text is masked, one of each kind for each token. */
export interface MaskingDraws {
  /** from [0, 1): below the share, the token is chosen */
  choice: readonly number[];
  /** from [0, 1): what becomes of a chosen token: below 0.8 a mask, below 0.9 a random token, else it stays */
  kind: readonly number[];
  /** a random token's id */
  token: readonly number[];
}

/** A text whose masked tokens a model is to guess. */
export interface MaskedText {
  ids: number[];
  /** the original id where a token was chosen, −100 elsewhere */
  labels: number[];
}

/** What becomes of the chosen tokens in the paper: 80 % masks, 10 % random tokens, 10 % stay. */
const MASKED = 0.8;
const RANDOM = 0.1;

/**
 * Hides tokens as BERT does: a share of them is chosen, and of these 80 % become [MASK], 10 % a random token, 10 % stay.
 *
 * Were all of them [MASK], the model could learn to look at nothing else; but it has to make something of every token, since
 * later tasks have no masks. Source: Devlin et al., "BERT" (2019), section 3.1.
 *
 * @param draws random numbers; see {@link drawMasking}
 * @param options.specialIds which are never chosen: [CLS], [SEP], [PAD] …
 * @param options.share      of the other tokens, each by itself; 0.15 unless told otherwise
 * @throws RangeError where there is not one random number of each kind for each token, or the share is outside [0, 1].
 */
export function maskTokens(
  ids: readonly number[],
  draws: MaskingDraws,
  { maskId, specialIds, share = 0.15 }: { maskId: number; specialIds: readonly number[]; share?: number },
): MaskedText {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`share is ${share}: expected a number from 0 to 1, such as 0.15`);
  for (const name of ["choice", "kind", "token"] as const) {
    if (draws[name].length === ids.length) continue;
    throw new RangeError(`draws.${name} has ${draws[name].length} numbers for ${ids.length} ids: give one for each`);
  }
  const labels = ids.map((id, i) => (draws.choice[i] < share && !specialIds.includes(id) ? id : NOT_COUNTED));
  const hidden = ids.map((id, i) => {
    if (labels[i] === NOT_COUNTED || draws.kind[i] >= MASKED + RANDOM) return id;
    return draws.kind[i] < MASKED ? maskId : draws.token[i];
  });
  return { ids: hidden, labels };
}

/** Draws the random numbers for a text; random tokens are ordinary ones, all equally likely. */
export function drawMasking(
  length: number,
  { vocabulary: { ordinaryIds }, random }: { vocabulary: Pick<MaskingVocabulary, "ordinaryIds">; random: Random },
): MaskingDraws {
  requireWhole("length", length);
  const each = (draw: () => number): number[] => Array.from({ length }, draw);
  return {
    choice: each(() => random.uniform()),
    kind: each(() => random.uniform()),
    token: each(() => random.choice(ordinaryIds)),
  };
}
