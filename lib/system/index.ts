export { atomicWrite } from "./atomicWrite";
export { breath, untilStopped } from "./stop";
