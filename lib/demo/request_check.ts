/** What R1's API accepts as a request, as far as warpsmith's client is concerned. */
import { z } from 'zod';

const message = z.looseObject({ role: z.enum(['user', 'assistant']), content: z.string().min(1) });
const requestSchema = z.looseObject({
  model: z.string().min(1),
  messages: z.array(message).min(1),
  stream: z.literal(true, 'Only streamed answers are served here: set stream to true.'),
});

export type ChatRequest = z.infer<typeof requestSchema>;

/** The request, or what is wrong with it: reasoning that was sent back, roles that don't alternate, a system prompt. */
export function checkRequest(body: string): { request: ChatRequest } | { complaint: string } {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { complaint: 'The request is no JSON.' };
  }
  const parsed = requestSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    return { complaint: `${issue.path.join('.')}: ${issue.message}` };
  }
  for (const [index, { role, content, ...rest }] of parsed.data.messages.entries()) {
    if (role !== (index % 2 === 0 ? 'user' : 'assistant')) {
      return { complaint: `messages[${index}]: the roles user and assistant must alternate, user first.` };
    }
    if ('reasoning_content' in rest || 'reasoning' in rest || (role === 'assistant' && /<\/?think>/.test(content))) {
      return { complaint: `messages[${index}]: an answer's reasoning must not be sent back.` };
    }
  }
  if (parsed.data.messages.length % 2 === 0) return { complaint: 'The last message must be the user\'s.' };
  return { request: parsed.data };
}
