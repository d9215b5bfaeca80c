import { shown } from "../system/shown";
import { readConfigFile } from "../pretrained/modelFolder";
import { Bert } from "./bert";
import { BertForMaskedLM } from "./bertForMaskedLM";
import { BertForNextSentencePrediction } from "./bertForNextSentencePrediction";
import { BertForPreTraining } from "./bertForPreTraining";
import { BertForQuestionAnswering } from "./bertForQuestionAnswering";
import { BertForSequenceClassification } from "./bertForSequenceClassification";
import { BertForTokenClassification } from "./bertForTokenClassification";
import { readBertFields } from "./huggingFaceConfig";
import type { FromPretrainedOptions } from "./pretrained";

/** The models that Hugging Face's `architectures` in `config.json` can name. */
const BERT_ARCHITECTURES = {
  BertModel: Bert,
  BertForPreTraining,
  BertForMaskedLM,
  BertForNextSentencePrediction,
  BertForSequenceClassification,
  BertForTokenClassification,
  BertForQuestionAnswering,
};

/** Any BERT. */
export type AnyBert = InstanceType<(typeof BERT_ARCHITECTURES)[keyof typeof BERT_ARCHITECTURES]>;

/**
 * Opens a folder as the model that its `config.json` names.
 * @throws RangeError where it names none of the library's; otherwise as {@link Bert.fromPretrained}.
 */
export async function openBert(directory: string, options: Omit<FromPretrainedOptions, "newHead"> = {}): Promise<AnyBert> {
  const { architecture } = readBertFields(await readConfigFile(directory));
  const known = Object.keys(BERT_ARCHITECTURES);
  if (architecture === undefined || !known.includes(architecture)) {
    throw new RangeError(
      `config.json: architectures is ${shown(architecture)}: expected one of ${known.join(", ")}; Bert.fromPretrained opens the ` +
        "body of any",
    );
  }
  return BERT_ARCHITECTURES[architecture as keyof typeof BERT_ARCHITECTURES].fromPretrained(directory, options);
}
