import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where warpsmith keeps what can be made again: `$WARPSMITH_CACHE`, else `$XDG_CACHE_HOME/warpsmith`, else `~/.cache/warpsmith`. */
export function cacheFolder(): string {
  const { WARPSMITH_CACHE, XDG_CACHE_HOME } = process.env;
  if (WARPSMITH_CACHE) return WARPSMITH_CACHE;
  return join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'warpsmith');
}

/** Where the set-up unpacks NVRTC and the device headers when the machine has none. */
export function cudaCacheFolder(): string {
  return join(cacheFolder(), 'cuda', '13.0');
}
