import ts from "typescript";
import { forbiddenMessage, isHelper } from "./rules";
import type { Policy } from "./types";

/** One place where a file breaks the lesson's rules; `line` counts from 1. */
export type Violation = { line: number; message: string };

/**
 * Where learner's code uses what the lesson asks to write by hand, or imports what it may not.
 *
 * It reads the syntax tree, so comments and strings do not count. Imports of helper files beside the learner's own
 * (`./name`) are allowed; they are held to the same rules.
 */
export function violations(
  source: string,
  policy: Policy,
  { file = "answer.ts" }: { file?: string } = {},
): Violation[] {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.ES2022, true);
  const found: Violation[] = [];
  const report = (node: ts.Node, message: string): void => {
    found.push({ line: tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1, message });
  };
  const visit = (node: ts.Node): void => {
    const module = importedModule(node);
    if (module !== null && !isHelper(module) && !policy.imports.includes(module)) {
      const allowed = policy.imports.map((name) => `"${name}"`).join(", ");
      const helpers = "helper files beside yours (\"./name\")";
      report(node, `"${module}" may not be imported here: allowed are ${allowed} and ${helpers}`);
    }
    if (isDynamicImport(node)) {
      report(node, "modules are imported at the top of the file: no require() or import() here");
    }
    if (ts.isImportClause(node) && node.name) {
      report(node, `write \`import * as ${node.name.text} from …\`: there is no default import here`);
    }
    const name = memberName(node);
    if (name !== null && Object.hasOwn(policy.forbidden, name)) report(node, forbiddenMessage(name, policy));
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function importedModule(node: ts.Node): string | null {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return literal(node.moduleSpecifier);
  if (ts.isExternalModuleReference(node)) return literal(node.expression);
  return null;
}

function literal(node: ts.Expression | undefined): string | null {
  return node && ts.isStringLiteralLike(node) ? node.text : null;
}

function isDynamicImport(node: ts.Node): boolean {
  if (!ts.isCallExpression(node)) return false;
  const called = node.expression;
  return called.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(called) && called.text === "require");
}

/** The name of a member that is read: `tf.name`, `tf["name"]`, `const { name } = tf` or `import { name }`. */
function memberName(node: ts.Node): string | null {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  if (ts.isElementAccessExpression(node)) return literal(node.argumentExpression);
  if (ts.isImportSpecifier(node)) return (node.propertyName ?? node.name).text;
  if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
    const name = node.propertyName ?? node.name;
    return ts.isIdentifier(name) && !ts.isParameter(node.parent.parent) ? name.text : null;
  }
  return null;
}
