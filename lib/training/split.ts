/** Which shares of a text are held out: fractions of its length, from its end. */
export interface SplitOptions {
  validation?: number;
  test?: number;
}

/** The three parts of one sequence, in its order. */
export interface Split<T> {
  train: T;
  validation: T;
  test: T;
}

/**
 * Cuts a sequence of token ids into three contiguous parts: `train | validation | test`.
 *
 * Contiguous, since shuffled windows overlap: the model would be tested on text that it has seen. Nothing is shared or
 * lost, and no window can cross a border, since each part is an array of its own.
 *
 * @param ids token ids in the order of the text
 * @throws RangeError where a share is not in [0, 1), the shares leave nothing to train on, or there are no ids.
 */
export function splitTokens(ids: ArrayLike<number>, options: SplitOptions = {}): Split<Int32Array> {
  const whole = Int32Array.from(ids);
  const [validation, test] = borders("ids", whole.length, options);
  return { train: whole.slice(0, validation), validation: whole.slice(validation, test), test: whole.slice(test) };
}

/**
 * Cuts a text into three contiguous parts, so that the tokenizer too can be made from the training part alone.
 *
 * @throws RangeError as {@link splitTokens}.
 */
export function splitText(text: string, options: SplitOptions = {}): Split<string> {
  const [validation, test] = borders("text", text.length, options).map((border) => afterPair(text, border));
  return { train: text.slice(0, validation), validation: text.slice(validation, test), test: text.slice(test) };
}

/** Where validation and test begin. */
function borders(name: string, length: number, { validation = 0.05, test = 0.05 }: SplitOptions): [number, number] {
  if (length === 0) throw new RangeError(`${name} is empty: there is nothing to split`);
  for (const [share, value] of [["validation", validation], ["test", test]] as const) {
    if (!(value >= 0 && value < 1)) {
      throw new RangeError(`${share} is ${value}: give a share of the ${name} from 0 up to, but not including, 1`);
    }
  }
  const end = Math.round(length * (1 - test));
  const middle = Math.round(length * (1 - test - validation));
  if (middle <= 0) {
    throw new RangeError(
      `validation ${validation} and test ${test} leave nothing of ${length} ${name} to train on: hold out less`,
    );
  }
  return [middle, end];
}

/** A character outside the basic plane takes two UTF-16 units; a border never falls between them. */
function afterPair(text: string, border: number): number {
  const isLowHalf = (text.charCodeAt(border) & 0xfc00) === 0xdc00; // false past the end: NaN & … is 0
  return isLowHalf && border > 0 ? border + 1 : border;
}
