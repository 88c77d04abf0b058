import '../../../../dev/engine/engine';

import { readHub } from '../../../../nodes/EvolutionApi/hub/changes';
import { arrived } from '../../../support/simulator';
import { runInGo, useGoSimulator } from '../server/evolutionGo/support/goSimulator';
import { talkGo } from '../server/evolutionGo/support/goHub';
import { FakeN8n } from '../trigger/support/fakeN8n';
import { ANA, receiveText, settled } from '../trigger/support/happenings';
import { AskedPeople } from './support/askedPeople';
import { INSTANCE_ID } from './support/waitingExecution';

// Tests Send and Wait for Response with only the token of an Evolution Go instance, which can't read the webhook.

const simulator = useGoSimulator('0.7.2');
const keys = { instanceToken: 'demo-token' };
let people: AskedPeople;
let n8n: FakeN8n;

beforeEach(async () => {
	const credential = { baseUrl: simulator.current.url, ...keys };
	people = await AskedPeople.start(simulator.current, 'evolutionGo');
	n8n = await FakeN8n.start(simulator.current, 'evolutionGo');
	Object.assign(people, { credential });
	Object.assign(n8n, { credential, instanceId: INSTANCE_ID });
});
afterEach(async () => {
	await n8n.close();
	await people.end();
});

const listed = async () => (await readHub(talkGo(simulator.current))).subscribers;
const sent = () => arrived(simulator.current).filter(({ path }) => path.startsWith('/send/'));

it('Send and Wait with a token of Evolution Go: without an active workflow nothing is sent, and the error asks for one', async () => {
	const { error } = await runInGo(simulator.current, {
		resource: 'message',
		operation: 'sendAndWait',
		values: { recipient: ANA, message: 'So?' },
		keys,
	});
	expect(error?.message).toMatch(/cannot read the webhook/);
	expect(error?.description).toMatch(/publish a workflow with the trigger in this n8n/);
	expect(sent()).toEqual([]);
});

it('Send and Wait with a token of Evolution Go: an active workflow leaves the answer to the waiting execution', async () => {
	const instance = { __rl: true, mode: 'list', value: '' };
	const bot = n8n.workflow('bot', { instance });
	await bot.activate();
	await people.ask({});
	expect(await listed()).toHaveLength(2);
	await receiveText(simulator.current, 'Yes');
	await settled(() => people.answers.length > 0);
	expect(people.answers).toMatchObject([{ approved: true, text: 'Yes' }]);
	expect(bot.texts).toEqual([]);
	await receiveText(simulator.current, 'Thanks');
	await settled(() => bot.texts.length > 0);
	expect(bot.texts).toEqual(['Thanks']);
});
