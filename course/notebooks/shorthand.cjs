// Loaded into the kernel before tslab, to mend one fault of tslab 1.0.22: a cell that writes `{ x }` where an earlier
// cell declared x fails with "x is not defined", while `{ x: x }` works. tslab puts `exports.` before names of earlier
// cells, and overlooks the short form, since the symbol of such a name is the property's and not the variable's.
const Module = require("node:module");

const before = "if (!ts.isIdentifier(node)) {\n                return ts.visitEachChild(node, wrapPrevIdentifier";
const mend = `if (ts.isShorthandPropertyAssignment(node)) {
                const value = checker.getShorthandAssignmentValueSymbol(ts.getOriginalNode(node));
                return value?.declarations?.some((it) => it.getSourceFile() === declsFile)
                    ? ts.factory.createPropertyAssignment(node.name, ts.factory.createPropertyAccessExpression(
                        ts.factory.createIdentifier("exports"), node.name))
                    : node;
            }
            `;

const load = Module._extensions[".js"];
Module._extensions[".js"] = (module, filename) => {
  if (!/[\\/]tslab[\\/]dist[\\/]converter\.js$/.test(filename)) return load(module, filename);
  const compile = module._compile;
  // Another version of tslab lacks the spot and is left as it is.
  module._compile = (text, ...rest) => compile.call(module, text.replace(before, mend + before), ...rest);
  return load(module, filename);
};
