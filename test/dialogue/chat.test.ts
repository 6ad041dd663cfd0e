import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { createChatModel, type ChatOptions } from '../../lib/dialogue/chat.js';
import type { Message } from '../../lib/dialogue/messages.js';
import { readPastedAnswers } from '../../lib/dialogue/pasted_answers.js';
import { scratchFolder } from '../search/scratch_folder.js';

const task: Message = { role: 'user', content: 'Write a kernel.' };
const dialogue: Message[] = [task, { role: 'assistant', content: 'Here.' }, { role: 'user', content: 'Too slow.' }];

describe('chat', () => {
  const scratch = scratchFolder();
  const folder = (): string => join(scratch(), 'chat');
  const path = (name: string): string => join(folder(), name);
  const read = (name: string): string => readFileSync(path(name), 'utf8');

  /** A chat whose user does `act` as soon as told what to do. */
  function chat(act: (said: string) => void, more: Partial<ChatOptions> = {}) {
    const said: string[] = [];
    const say = (text: string): void => {
      said.push(text);
      act(text);
    };
    const model = createChatModel({ folder: folder(), say, copy: async () => false, pollMs: 2, ...more });
    return { model, said };
  }

  const save = (number: string, text: string) => (): void => writeFileSync(path(`${number}.answer.md`), text);

  it('writes the prompt to a file and reads the answer from one', async () => {
    const { model, said } = chat(save('001', '<think>Hm.</think>\r\nDone.\r\n'));
    const answer = await model.answer([task]);
    assert.equal(read('001.prompt.md'), task.content);
    assert.deepEqual([answer.reasoning, answer.content], ['Hm.', 'Done.']);
    assert.deepEqual([answer.finishReason, answer.usage], ['stop', null]);
    assert.match(said[0]!, /new conversation/);
    assert.ok(said[0]!.includes(path('001.prompt.md')) && said[0]!.includes(path('001.answer.md')));
    assert.doesNotMatch(said[0]!, /clipboard|paste/);
    assert.ok(!existsSync(path('001.whole.md')));
  });

  it('sends only what is new on in the same conversation, and keeps the whole for another one', async () => {
    const { model, said } = chat(save('001', 'Faster.'));
    assert.equal((await model.answer(dialogue)).content, 'Faster.');
    assert.equal(read('001.prompt.md'), 'Too slow.');
    assert.match(said[0]!, /same conversation/);
    const whole = read('001.whole.md');
    const places = dialogue.map(({ content }) => whole.indexOf(content));
    assert.ok(
      places.every((place, index) => place > (places[index - 1] ?? 0)),
      String(places),
    );
  });

  it('takes no answer that is still being written', async () => {
    let writes = 0;
    const { model } = chat(
      () => {
        const timer = setInterval(() => {
          writes++;
          save('001', `part ${'x'.repeat(writes)}`)();
          if (writes === 6) clearInterval(timer);
        }, 3);
      },
      { pollMs: 200 },
    );
    assert.equal((await model.answer([task])).content, 'part xxxxxx');
  });

  it('waits while the answer is empty, until its signal fires', async () => {
    const stop = new AbortController();
    const { model } = chat(() => {
      save('001', ' \n')();
      setTimeout(() => stop.abort(), 20);
    });
    await assert.rejects(model.answer([task], { signal: stop.signal }), { code: 'aborted' });
  });

  it('goes on with a prompt whose answer was saved while the run was stopped', async () => {
    const { model: first } = chat(() => stop.abort());
    const stop = new AbortController();
    await assert.rejects(first.answer([task], { signal: stop.signal }), { code: 'aborted' });
    save('001', 'Meanwhile.')();
    const { model: second } = chat(() => undefined);
    assert.equal((await second.answer([task])).content, 'Meanwhile.');
    assert.deepEqual(readdirSync(folder()).sort(), ['001.answer.md', '001.prompt.md']);
  });

  it('gives the same prompt a new number once it was answered', async () => {
    let number = 0;
    const { model } = chat(() => save(`00${++number}`, `Answer ${number}.`)());
    assert.equal((await model.answer([task])).content, 'Answer 1.');
    assert.equal((await model.answer([task])).content, 'Answer 2.');
  });

  it('asks one question at a time', async () => {
    let open = 0;
    let number = 0;
    const { model } = chat(() => {
      assert.equal(++open, 1);
      number++;
      const mine = number;
      setTimeout(() => {
        open--;
        save(`00${mine}`, `Answer ${mine}.`)();
      }, 5);
    });
    const answers = await Promise.all([model.answer([task]), model.answer(dialogue)]);
    assert.deepEqual(
      answers.map(({ content }) => content),
      ['Answer 1.', 'Answer 2.'],
    );
  });

  it('says when the prompt is on the clipboard', async () => {
    const copied: string[] = [];
    const copy = async (text: string): Promise<boolean> => copied.push(text) > 0;
    const { model, said } = chat(save('001', 'Yes.'), { copy });
    await model.answer([task]);
    assert.deepEqual(copied, [task.content]);
    assert.match(said[0]!, /on the clipboard/);
  });

  it('takes answers that are pasted, one after the other, however early they come', async () => {
    const input = new PassThrough();
    const pasted = readPastedAnswers(input);
    const { model, said } = chat(() => undefined, { pasted });
    input.write('First\nanswer.\n/end\n\n/end\nSecond.\r\n /end \nThird, with no e');
    assert.equal((await model.answer([task])).content, 'First\nanswer.');
    assert.equal((await model.answer(dialogue)).content, 'Second.');
    assert.match(said[0]!, /paste it here .* \/end/);
    input.write('nd yet.\n/end\n');
    assert.equal((await model.answer([task])).content, 'Third, with no end yet.');
    pasted.close();
  });

  it('reads the file as well while the input is silent or at its end, and stops with its signal', async () => {
    const input = new PassThrough();
    const pasted = readPastedAnswers(input);
    input.end();
    const { model } = chat(save('001', 'From the file.'), { pasted });
    assert.equal((await model.answer([task])).content, 'From the file.');
    const stop = new AbortController();
    const { model: other } = chat(() => stop.abort(), { pasted, folder: join(scratch(), 'other') });
    await assert.rejects(other.answer(dialogue, { signal: stop.signal }), { code: 'aborted' });
    pasted.close();
  });

  it('says so when the folder cannot be written', async () => {
    writeFileSync(folder(), 'a file');
    await assert.rejects(chat(() => undefined).model.answer([task]), { code: 'bad-file', message: /Check the folder/ });
  });
});
