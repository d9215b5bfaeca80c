/** A text to train on. */
export interface Corpus {
  name: string;
  text: string;
  /** nats for each character, exact, where it is known: no model's mean loss can stay below it on fresh text */
  entropyPerCharacter?: number;
  /** one line for the learner: what it is and where it came from */
  message: string;
}
