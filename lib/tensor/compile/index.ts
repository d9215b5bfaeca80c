export { compile, type Compiled, type CompileOptions, type CompileReport } from "./compile";
export { CompileError } from "./compileError";
