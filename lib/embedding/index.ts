export { positionAngles } from "./angles";
export { Embedding, embedding } from "./embedding";
export { rotaryAngles, type RotaryAngles, rotate } from "./rotary";
export { sinusoidalPositions } from "./sinusoidal";
