export type { SavePretrainedOptions } from "./modelFolder";
