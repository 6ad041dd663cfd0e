import { createRequire } from 'node:module';
import { WarpsmithError, messageOf } from '../errors.js';
import { packagePath } from '../package_root.js';
import type { Addon } from './types.js';

const require = createRequire(import.meta.url);

function load(): Addon {
  const bindings = require('bindings') as (options: { bindings: string; module_root: string }) => Addon;
  try {
    return bindings({ bindings: 'warpsmith', module_root: packagePath() });
  } catch (error) {
    throw new WarpsmithError(
      'no-addon',
      `Expected the compiled addon (build/Release/warpsmith.node) but could not load it. Run \`npm run build\` in ` +
        `${packagePath()}. The loader said:\n${messageOf(error)}`,
      { cause: error },
    );
  }
}

/** The one place that loads the addon. */
export const addon = load();
addon.setErrorClass(WarpsmithError);
