import js from "@eslint/js";
import tseslint from "typescript-eslint";

const SYNCHRONOUS = "A graphics processor (WebGPU) cannot be read synchronously: write `await tensor.data()`.";
/** Operations that some set-ups add to tensors as methods; a lesson that uses them breaks on the others. */
const CHAINED = ["abs", "add", "argMax", "cast", "concat", "div", "exp", "expandDims", "gather", "log", "logSoftmax",
  "matMul", "max", "maximum", "mean", "min", "minimum", "mul", "neg", "oneHot", "pow", "reshape", "rsqrt", "softmax",
  "split", "sqrt", "square", "squeeze", "stack", "sub", "sum", "tanh", "tile", "toFloat", "toInt", "transpose",
  "unstack", "where"];
/** What such a name may stand behind: the library itself, and JavaScript's own objects that have methods so named. */
const OWNERS = /^(tf|Math|Number|Array|String|JSON|Atomics|new Set|new Map)$/;

const lineLength = { code: 130, ignoreUrls: true, ignoreTemplateLiterals: true, ignoreRegExpLiterals: true };

/** Bans `a.add(b)` where `a` is a tensor, by its type. */
const noChainedMethods = {
  meta: {
    type: "problem", schema: [],
    messages: { chained: "Write `tf.{{name}}(…)`: tensors have the method `{{name}}` on some set-ups only." },
  },
  create(context) {
    const services = context.sourceCode.parserServices;
    if (!services?.program) return {};
    const checker = services.program.getTypeChecker();
    return {
      "CallExpression > MemberExpression.callee[computed=false]"(node) {
        const { name } = node.property;
        if (!CHAINED.includes(name) || OWNERS.test(context.sourceCode.getText(node.object))) return;
        const type = services.getTypeAtLocation(node.object);
        if (checker.getPropertyOfType(type, "dataId") && checker.getPropertyOfType(type, "rankType")) {
          context.report({ node, messageId: "chained", data: { name } });
        }
      },
    };
  },
};

export default tseslint.config(
  { ignores: ["**/dist/", "**/node_modules/", ".venv/", ".cache/", "**/*.ipynb", "**/.ipynb_checkpoints/"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    rules: {
      "max-len": ["error", lineLength],
      "max-lines": ["warn", 200],
      quotes: ["error", "double", { avoidEscape: true, allowTemplateLiterals: true }],
      indent: "off",
      // Graders and reports strip control characters, so patterns name them.
      "no-control-regex": "off",
      // A message for learners says all that they need; a chain of causes would bury it.
      "preserve-caught-error": "off",
      eqeqeq: "error",
      "prefer-const": "error",
      "no-var": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
    },
  },
  {
    files: ["lib/**/*.ts", "notebooks/src/**/*.ts", "solutions/**/*.ts", "exercises/**/*.ts"],
    languageOptions: { parserOptions: { project: "./tsconfig.check.json", tsconfigRootDir: import.meta.dirname } },
    plugins: { byhand: { rules: { "no-chained-methods": noChainedMethods } } },
    rules: {
      "byhand/no-chained-methods": "error",
      "no-restricted-syntax": ["error",
        { selector: "CallExpression > MemberExpression.callee[property.name=/^(data|array|bytes|buffer)Sync$/]",
          message: SYNCHRONOUS },
        { selector: "CallExpression > MemberExpression.callee[property.name='print']",
          message: `\`print\` reads synchronously. ${SYNCHRONOUS}` }],
    },
  },
  {
    // A cell shows its last expression, and may use what an earlier cell of the same notebook declared.
    files: ["notebooks/src/**/*.ts"],
    rules: { "@typescript-eslint/no-unused-expressions": "off", "@typescript-eslint/no-unused-vars": "off",
      "max-lines": "off", "max-len": ["error", { ...lineLength, ignoreComments: true }] },
  },
  {
    // Oracle values stand in long rows.
    files: ["test/**/*.ts"],
    rules: { "max-len": ["warn", { ...lineLength, ignoreStrings: true, ignorePattern: "\\d, -?\\d" }] },
  },
  {
    // Stubs leave their arguments and variables alone until a learner comes.
    files: ["exercises/**/*.ts"],
    rules: { "@typescript-eslint/no-unused-vars": "off", "prefer-const": "off" },
  },
  {
    files: ["**/*.mjs", "**/*.cjs"],
    rules: { "@typescript-eslint/no-require-imports": "off" },
    languageOptions: { globals: {
      process: "readonly", console: "readonly", URL: "readonly", Buffer: "readonly", setTimeout: "readonly",
      require: "readonly", module: "writable", exports: "writable", __dirname: "readonly", __filename: "readonly",
    } },
  },
);
