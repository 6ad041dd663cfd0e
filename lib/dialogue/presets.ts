/**
 * Model servers by name: where they listen, which model is asked there by default, and what they accept. Where the
 * reasoning arrives needs no setting, for the answer's reader knows all the places; which key goes to which server is
 * decided in api_key.ts, by the server's name.
 *
 * Sources, as read on 2026-11-22:
 * - deepseek: https://api-docs.deepseek.com/guides/thinking_mode (thinking is on by default; a temperature is accepted and
 *   has no effect; reasoning in `reasoning_content`). The name deepseek-reasoner was retired on 2026-07-24.
 * - nvidia: https://build.nvidia.com (`NVIDIA_API_KEY`). Models come and go there, and those of DeepSeek were marked as
 *   deprecated, so a model has to be named.
 * - vllm: https://docs.vllm.ai/en/stable/features/reasoning_outputs/ (`reasoning`, `reasoning_content` before 0.11, and
 *   `<think>` in the content without `--reasoning-parser`).
 * - sglang: https://docs.sglang.io/docs/advanced_features/separate_reasoning (`reasoning_content`, or `<think>` in the
 *   content without `--reasoning-parser`; R1's opening tag is in the chat template).
 * - ollama: https://docs.ollama.com/api/openai-compatibility (`reasoning`; temperature and include_usage are accepted).
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
