/** What can have a training mode: every {@link Module}, and what {@link generate} takes for a model. */
interface MayTrain {
  training?: boolean;
  train?(): unknown;
  eval?(): unknown;
}

/**
 * Runs a function with the model in training mode, where dropout is on, or in evaluation mode.
 *
 * Afterwards the model is in its former mode again, also where the function throws; where it returns a promise, that is
 * once the promise is settled.
 */
export function inMode<T>(mode: "training" | "evaluation", model: MayTrain, run: () => T): T {
  const wasTraining = model.training ?? false;
  const change = (training: boolean): unknown => (training ? model.train?.() : model.eval?.());
  const restore = (): void => {
    if (wasTraining !== (mode === "training")) change(wasTraining);
  };
  change(mode === "training");
  let result: T;
  try {
    result = run();
  } catch (error) {
    restore();
    throw error;
  }
  if (result instanceof Promise) return result.finally(restore) as T;
  restore();
  return result;
}
