/**
 * Model servers by name: where they listen, which model is asked there by default, and what they accept. Where the
 * reasoning arrives needs no setting, for the answer's reader knows all the places; which key goes to which server is
 * decided in api_key.ts, by the server's name.
 *
 * Sources, as read on 2026-11-22 in stored copies of these pages:
 * - deepseek: https://api-docs.deepseek.com/quick_start/pricing and /api/list-models (the models are `deepseek-flash` and
 *   `deepseek-v4-pro`) and /guides/thinking_mode (both think unless told not to; a temperature is accepted and has no
 *   effect; reasoning in `reasoning_content`). `deepseek-reasoner`, which was R1 and last an alias, is none of the names
 *   any more: the first page announced its end for 2026-07-24 (so https://github.com/BerriAI/litellm/pull/28789).
 * - nvidia: https://build.nvidia.com (`NVIDIA_API_KEY`). Models come and go there, and those of DeepSeek were marked as
 *   deprecated (https://build.nvidia.com/deepseek-ai/deepseek-v4-pro), so a model has to be named.
 * - vllm: https://docs.vllm.ai/en/stable/features/reasoning_outputs/ (`reasoning`, `reasoning_content` before 0.11, and
 *   `<think>` in the content without `--reasoning-parser`).
 * - sglang: https://docs.sglang.io/docs/advanced_features/separate_reasoning (`reasoning_content`, or `<think>` in the
 *   content without `--reasoning-parser`; R1's opening tag is in the chat template).
 * - ollama: https://docs.ollama.com/api/openai-compatibility (`reasoning`; temperature and include_usage are accepted);
 *   https://ollama.com/search?q=deepseek+r1 lists deepseek-r1 with the size 32b.
 * - openrouter: https://openrouter.ai/docs/use-cases/usage-accounting (`reasoning`; usage always comes, with its cost, and
 *   include_usage has no effect).
 */
import { WarpsmithError } from '../errors.js';

export interface Preset {
  baseUrl: string;
  /** Null where no name is certain to be there. */
  model: string | null;
  /** Null where none is sent because the server ignores it. */
  temperature: number | null;
  /** Whether `stream_options: {include_usage: true}` has to be sent for the usage to come. */
  streamUsage: boolean;
}

/** What R1's authors advise: https://huggingface.co/deepseek-ai/DeepSeek-R1#usage-recommendations */
export const advisedTemperature = 0.6;

/** What R1's weights are called where they are served under their own name. */
const r1 = 'deepseek-ai/DeepSeek-R1';

export const presets = {
  deepseek: {
    baseUrl: 'https://api.deepseek.com',
    model: 'deepseek-v4-pro',
    temperature: null,
    streamUsage: true,
  },
  nvidia: {
    baseUrl: 'https://integrate.api.nvidia.com/v1',
    model: null,
    temperature: advisedTemperature,
    streamUsage: true,
  },
  vllm: { baseUrl: 'http://127.0.0.1:8000/v1', model: r1, temperature: advisedTemperature, streamUsage: true },
  sglang: { baseUrl: 'http://127.0.0.1:30000/v1', model: r1, temperature: advisedTemperature, streamUsage: true },
  ollama: {
    baseUrl: 'http://127.0.0.1:11434/v1',
    model: 'deepseek-r1:32b',
    temperature: advisedTemperature,
    streamUsage: true,
  },
  openrouter: {
    baseUrl: 'https://openrouter.ai/api/v1',
    model: 'deepseek/deepseek-r1-0528',
    temperature: advisedTemperature,
    streamUsage: false,
  },
} as const satisfies Record<string, Preset>;

export type PresetName = keyof typeof presets;
export const presetNames = Object.keys(presets) as PresetName[];

/** The preset of this name. Throws `bad-option` when there is none. */
export function presetNamed(name: string): Preset {
  if (Object.hasOwn(presets, name)) return presets[name as PresetName];
  const found = `but found "${name}". Any other server is named with --base-url and --model.`;
  throw new WarpsmithError('bad-option', `Expected one of ${presetNames.join(', ')} for --preset ${found}`);
}
