/**
 * Which text of a pair each token is of: 0 up to the first separator, that included, and 1 behind it.
 *
 * A tokenizer with BERT's template gives the same as `typeIds`; this is for ids of which nothing else is known.
 *
 * @param ids         `[CLS] a a a [SEP] b b [SEP]`, with padding behind it or without
 * @param separatorId the id of [SEP]
 * @param paddingId   the id of the padding, whose type is 0
 */
export function segmentTypes(
  ids: readonly number[],
  { separatorId, paddingId }: { separatorId: number; paddingId: number },
): number[] {
  const first = ids.indexOf(separatorId);
  const last = ids.lastIndexOf(separatorId);
  return ids.map((id, i) => (i > first && i <= last && id !== paddingId ? 1 : 0));
}
