export { compile, type Compiled, type CompileMode, type CompileOptions, type CompileReport } from "./compile";
export { CompileError } from "./compileError";
export { nativeBackend } from "./nativeBackend";
