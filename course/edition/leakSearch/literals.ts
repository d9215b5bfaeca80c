import ts from "typescript";

/** The texts that stand in quotes in some code; those joined by + as one. */
export function literals(code: string): string[] {
  const tree = ts.createSourceFile("code.ts", code, ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    const whole = ts.isExpression(node) ? joined(node) : null;
    if (whole !== null) found.push(whole);
    else if (ts.isTemplateExpression(node)) found.push(node.head.text, ...node.templateSpans.map(({ literal }) => literal.text));
    if (whole === null) ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

/** "a" + "b" is one text, as compilers join it. */
function joined(node: ts.Expression): string | null {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (!ts.isBinaryExpression(node) || node.operatorToken.kind !== ts.SyntaxKind.PlusToken) return null;
  const [left, right] = [joined(node.left), joined(node.right)];
  return left === null || right === null ? null : left + right;
}
