/** What plotly uses of a canvas: it paints heat maps cell by cell and asks for the picture's address. */
export class VectorCanvas {
  width = 0;
  height = 0;
  fillStyle = "#000000";
  private parts: string[] = [];

  fillRect(x: number, y: number, width: number, height: number): void {
    this.parts.push(`<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${this.fillStyle}"/>`);
  }

  createImageData(width: number, height: number): { width: number; data: Uint8ClampedArray } {
    return { width, data: new Uint8ClampedArray(4 * width * height) };
  }

  putImageData({ width, data }: { width: number; data: Uint8ClampedArray }): void {
    for (let pixel = 0; pixel < data.length / 4; pixel++) {
      const [red, green, blue, alpha] = data.subarray(4 * pixel);
      this.fillStyle = `rgba(${red},${green},${blue},${alpha! / 255})`;
      this.fillRect(pixel % width, Math.floor(pixel / width), 1, 1);
    }
  }

  /** A vector picture where a browser would give a PNG: as an image's address it does as well, and stays sharp. */
  toDataURL(): string {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${this.width}" height="${this.height}" ` +
      `viewBox="0 0 ${this.width} ${this.height}" preserveAspectRatio="none" shape-rendering="crispEdges">` +
      `${this.parts.join("")}</svg>`;
    return `data:image/svg+xml;base64,${Buffer.from(svg).toString("base64")}`;
  }
}
