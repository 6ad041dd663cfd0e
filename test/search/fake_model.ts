/** A model whose answers a test hands out by hand, whichever request came first. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Message } from '../../lib/dialogue/messages.js';
import type { AskOptions, Model, ModelAnswer } from '../../lib/dialogue/model.js';
import { WarpsmithError } from '../../lib/errors.js';

export interface Asked {
  messages: readonly Message[];
  options: AskOptions;
  /** Streams a part of the content. */
  write(text: string): void;
  /** Ends the answer; what was written and this together are its content. */
  end(text?: string): void;
  fail(error: Error): void;
}

export class FakeModel implements Model {
  readonly name = 'fake';
  readonly baseUrl = 'http://fake';
  /** Requests without an answer, in order. */
  readonly open: Asked[] = [];
  /** All so far. */
  asked = 0;
  /** The most that were open at once. */
  most = 0;

  answer(messages: readonly Message[], options: AskOptions = {}): Promise<ModelAnswer> {
    this.asked++;
    return new Promise((resolve, reject) => {
      let content = '';
      const close = (): void => void this.open.splice(this.open.indexOf(request), 1);
      const request: Asked = {
        messages,
        options,
        write(text) {
          content += text;
          options.onContent?.(text);
        },
        end(text = '') {
          close();
          this.write(text);
          resolve({ reasoning: '', content, finishReason: 'stop', usage: null, ms: 5, firstTokenMs: 1 });
        },
        fail(error) {
          close();
          reject(error);
        },
      };
      options.signal?.addEventListener('abort', () => request.fail(new WarpsmithError('aborted', 'stopped')));
      this.open.push(request);
      this.most = Math.max(this.most, this.open.length);
    });
  }

  /** Resolves when so many requests are open; the test's own time limit is the only one. */
  async opened(count: number): Promise<Asked[]> {
    while (this.open.length < count) await wait(1);
    return [...this.open];
  }
}
