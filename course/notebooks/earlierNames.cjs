// Loaded into the kernel before tslab, to mend two faults of tslab 1.0.22. It puts `exports.` before the names that
// earlier cells declared, and
// - overlooks `{ x }`, the short form of `{ x: x }`, since the symbol there is the property's and not the variable's: the
//   cell fails with "x is not defined";
// - also does so before `x` in the pattern `({ x: y }) => …` where an object of an earlier cell has the property x. What
//   comes of it is a parameter `exports`, which hides the real one: "Cannot read properties of undefined".
const Module = require("node:module");

const before = "if (!ts.isIdentifier(node)) {\n                return ts.visitEachChild(node, wrapPrevIdentifier";
const mend = `if (ts.isShorthandPropertyAssignment(node)) {
                const value = checker.getShorthandAssignmentValueSymbol(ts.getOriginalNode(node));
                return value?.declarations?.some((it) => it.getSourceFile() === declsFile)
                    ? ts.factory.createPropertyAssignment(node.name, ts.factory.createPropertyAccessExpression(
                        ts.factory.createIdentifier("exports"), node.name))
                    : node;
            }
            if (node.parent && ts.isBindingElement(node.parent) && node.parent.propertyName === node) {
                return node;
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
