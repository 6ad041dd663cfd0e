/** A process that has headers prepared and nothing else to do: it says so if it lived to see the end of that. */
import { Engine } from '../../../lib/verify/engine.js';

const { compiler, architecture } = await Engine.open({ device: 'none' });
void compiler.prepare(architecture).then(() => process.stdout.write('prepared\n'));
process.stdout.write('began\n');
