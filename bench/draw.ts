/** Draws a plot as SVG and PNG, without a browser: vega-lite and vega make the SVG, resvg the pixels. */
import { type Plot, plotConfig, plotFont } from './plot.js';

/** PNG pixels for each of the SVG's. */
const zoom = 2;

export interface Drawing {
  svg: string;
  png: Uint8Array;
}

/** A reason why nothing can be drawn on this machine; it is no fault of the plot's. */
export class CannotDraw extends Error {}

async function loadPackages() {
  try {
    const [vega, vegaLite, resvg] = await Promise.all([import('vega'), import('vega-lite'), import('@resvg/resvg-js')]);
    return { vega, vegaLite, resvg };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new CannotDraw('vega, vega-lite and resvg, which draw plots, are not installed here', { cause: error });
  }
}

const fontOptions = { loadSystemFonts: true, defaultFontFamily: plotFont, sansSerifFamily: plotFont };

/**
 * @throws CannotDraw without the packages, which only a development install has, and without any font, with which the
 *   PNG would lack its texts.
 */
export async function draw({ spec }: Plot): Promise<Drawing> {
  const { vega, vegaLite, resvg } = await loadPackages();
  const letters = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="8">x</text></svg>';
  if (!new resvg.Resvg(letters, { font: fontOptions }).getBBox()) {
    throw new CannotDraw(`no font is installed here (${plotFont} is Debian's fonts-dejavu-core)`);
  }
  const compiled = vegaLite.compile(spec, { config: plotConfig }).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: 'none' });
  try {
    const svg = await view.toSVG();
    const png = new resvg.Resvg(svg, { fitTo: { mode: 'zoom', value: zoom }, font: fontOptions }).render().asPng();
    return { svg, png };
  } finally {
    view.finalize();
  }
}
