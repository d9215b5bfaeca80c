import ts from "typescript";

/** A statement at the top of a file, the names that it declares, and where it stands in the text. */
export interface TopLevel {
  names: string[];
  kind: "function" | "variable" | "import" | "export" | "other";
  /** Of the doc comment in front of it; the same as `start` where it has none. */
  commentStart: number;
  start: number;
  end: number;
  /** Its text, without comments in front of it. */
  text: string;
  /** Names that it uses and does not declare at its top; members (`x.name`) and keys do not count. */
  uses: Set<string>;
}

/** The statements of a TypeScript file; it must be free of syntax errors. */
export function topLevel(source: string): TopLevel[] {
  const tree = ts.createSourceFile("file.ts", source, ts.ScriptTarget.ES2022, true);
  return tree.statements.map((statement) => {
    const [start, end] = [statement.getStart(tree), statement.getEnd()];
    const names = declaredNames(statement);
    const uses = usedNames(statement);
    for (const name of names) uses.delete(name);
    const commentStart = statement.getStart(tree, true);
    return { names, kind: kindOf(statement), commentStart, start, end, text: source.slice(start, end), uses };
  });
}

/**
 * The statements that `from` needs, through one another, in the order of the file; without itself.
 *
 * @param leaveOut names that are not followed, such as the other exercises
 */
export function neededBy(from: TopLevel, all: readonly TopLevel[], leaveOut: readonly string[] = []): TopLevel[] {
  const found = new Set<TopLevel>([from]);
  for (const each of found) {
    for (const other of all) {
      if (other.names.some((name) => each.uses.has(name) && !leaveOut.includes(name))) found.add(other);
    }
  }
  return all.filter((each) => each !== from && found.has(each));
}

function kindOf(statement: ts.Statement): TopLevel["kind"] {
  if (ts.isFunctionDeclaration(statement)) return "function";
  if (ts.isVariableStatement(statement)) return "variable";
  if (ts.isImportDeclaration(statement)) return "import";
  return ts.isExportDeclaration(statement) ? "export" : "other";
}

function declaredNames(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  }
  if (ts.isImportDeclaration(statement)) {
    const { name, namedBindings } = statement.importClause ?? {};
    const named = namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements : [];
    const space = namedBindings && ts.isNamespaceImport(namedBindings) ? [namedBindings] : [];
    return [...(name ? [name.text] : []), ...[...named, ...space].map((each) => each.name.text)];
  }
  if (ts.isExportDeclaration(statement)) {
    const { exportClause } = statement;
    return exportClause && ts.isNamedExports(exportClause) ? exportClause.elements.map(({ name }) => name.text) : [];
  }
  const { name } = statement as ts.DeclarationStatement;
  return name && ts.isIdentifier(name) ? [name.text] : [];
}

function boundNames(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : boundNames(element.name)));
}

function usedNames(statement: ts.Statement): Set<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && !isMemberOrKey(node)) names.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(statement);
  return names;
}

function isMemberOrKey(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return parent.right === node;
  if (ts.isBindingElement(parent)) return parent.propertyName === node;
  return (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent)) && parent.name === node;
}
