export { releaseEngine, useEngine, type Engine } from "./engine";
export { measureSpeed, type Speed } from "./speed";
export { EngineUnavailable, type EngineName } from "./start";
