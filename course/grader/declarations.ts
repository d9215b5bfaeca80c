import ts from "typescript";

/** Declaration files by absolute path; each is parsed once, and may then be in any number of programs. */
export class Declarations {
  private readonly texts: Map<string, string>;
  private readonly parsed = new Map<string, ts.SourceFile>();

  constructor(files: [path: string, text: string][]) {
    this.texts = new Map(files);
  }

  get paths(): string[] {
    return [...this.texts.keys()];
  }

  text(path: string): string | undefined {
    return this.texts.get(path);
  }

  parse(path: string, version: ts.ScriptTarget | ts.CreateSourceFileOptions): ts.SourceFile | undefined {
    const text = this.texts.get(path);
    if (text === undefined) return undefined;
    const known = this.parsed.get(path) ?? ts.createSourceFile(path, text, version);
    this.parsed.set(path, known);
    return known;
  }
}
