/** The helper processes of this one, which all of it shares: importing PyTorch takes seconds. */
import { TorchHelper } from './torch_helper.js';

const helpers = new Map<string, Promise<TorchHelper>>();

/** The helper of a Python; null is the one that is found. Rejects with `no-torch`. */
export function helperOf(python: string | null): Promise<TorchHelper> {
  const key = python ?? '';
  let helper = helpers.get(key);
  if (!helper) {
    helper = TorchHelper.start(python === null ? {} : { python });
    helpers.set(key, helper);
    helper.catch(() => helpers.delete(key));
  }
  return helper;
}

/** Ends all of them. The next one asked for starts anew. */
export async function closeHelpers(): Promise<void> {
  const open = [...helpers.values()];
  helpers.clear();
  for (const helper of await Promise.allSettled(open)) {
    if (helper.status === 'fulfilled') await helper.value.close();
  }
}
