import type { IDataObject } from 'n8n-workflow';

import { HubChanges, readHub } from '../../../../../nodes/EvolutionApi/hub/changes';
import { untilQuiet } from '../../../../support/time';
import { arrived } from '../../../../support/simulator';
import { talkGo } from '../../server/evolutionGo/support/goHub';
import { runInGo, useGoSimulator, type Keys } from '../../server/evolutionGo/support/goSimulator';
import { Receiver } from '../../hub/support/receiver';
import { ANA, deliver, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';
import { usePausing } from '../support/usePausing';

// Tests *Human Takeover* on Evolution Go. Own messages arrive as `Message` if they're from the phone, and as `SendMessage` from the API.

const LID = '987654321098765@lid';
const TEAM = '120363020202020202@g.us';

const simulator = useGoSimulator('0.7.2');
const stage = useN8n(simulator, 'evolutionGo');

const { active, answer, say, texts } = usePausing(simulator, stage);

async function run(operation: string, values: IDataObject = {}, keys?: Keys) {
	return await runInGo(simulator.current, {
		keys,
		resource: 'conversation',
		operation,
		values: { chatSource: 'specific', recipient: ANA, ...values },
	});
}

async function ask(operation: string, values: IDataObject = {}): Promise<IDataObject> {
	const { error, items } = await run(operation, values);
	expect(error).toBeUndefined();
	return items[0]?.json ?? {};
}

describe('Human Takeover on Evolution Go: the workflow is not paused', () => {
	it('by messages sent through the API, even if these start the workflow', async () => {
		await active({}, { events: ['MESSAGES_UPSERT', 'SEND_MESSAGE'] });
		await runInGo(simulator.current, {
			resource: 'message',
			operation: 'sendText',
			values: { recipient: ANA, text: 'I am a bot' },
		});
		await settled(() => texts().length > 0);
		await say('thanks');
		expect(texts()).toEqual(['I am a bot', 'thanks']);
		expect(await ask('getTakeoverStatus')).toMatchObject({ takenOver: false, workflows: 1 });
	});
});

describe('Human Takeover on Evolution Go: after an answer on the phone, messages start nothing', () => {
	it.each([
		['with a number', {}, {}],
		['that the phone names by its LID', { lid: LID }, {}],
		['of a person who writes by LID', {}, { lid: LID }],
		['of a group', { chat: TEAM }, { chat: TEAM }],
	])('in a chat %s', async (_which, ofOwn, ofOther) => {
		await active();
		await answer('I am here', ofOwn);
		await say('thanks', ofOther);
		expect(texts()).toEqual([]);
	});

	it.each([
		['the number of the customer', `${ANA}@s.whatsapp.net`, {}],
		['the LID of the customer', LID, { lid: LID }],
	])(
		'also where the answer was written on a linked device, and its event has our number as the chat, and %s as its destination',
		async (_whose, DestinationJID, ofOther) => {
			const workflow = await active();
			await say('hello', ofOther);
			stage.aheadMs += 4_000;
			const { ownerJid } = simulator.current.state.instances.get('demo') ?? {};
			const status = await deliver(simulator.current, workflow, {
				event: 'Message',
				data: {
					Info: {
						ID: '3A998877665544332211',
						Chat: ownerJid,
						Sender: ownerJid,
						IsFromMe: true,
						IsGroup: false,
						Type: 'text',
						DeviceSentMeta: { DestinationJID, Phash: '' },
						Timestamp: new Date(Date.now()).toISOString(),
					},
					Message: { conversation: 'I am here' },
				},
			});
			expect(status).toBe(200);
			await untilQuiet();
			stage.aheadMs += 1_000;
			await say('thanks', ofOther);
			expect(texts()).toEqual(['hello']);
		},
	);

	it('also after n8n was killed and started again', async () => {
		await active();
		await answer('I am here');
		await untilQuiet();
		await stage.n8n.crash();
		for (const workflow of stage.n8n.all) await workflow.activate('init');
		stage.aheadMs += 10_000;
		await say('thanks');
		expect(texts()).toEqual([]);
	});
});

describe('Human Takeover on Evolution Go: operations:', () => {
	it('Get Takeover Status returns who took over, and from which device', async () => {
		await active();
		await answer('I am here');
		const { until, since, ...found } = await ask('getTakeoverStatus');
		expect(found).toEqual({
			chat: `${ANA}@s.whatsapp.net`,
			personId: '551188887777',
			takenOver: true,
			by: 'human',
			device: 'ios',
			workflows: 1,
		});
		expect(Date.parse(String(until)) - Date.parse(String(since))).toBe(1_800_000);
	});

	it('Get Takeover Status needs only the token of the instance', async () => {
		const keys = { instanceToken: 'demo-token' };
		stage.n8n.credential = { baseUrl: simulator.current.url, ...keys };
		await active({}, { instance: { __rl: true, mode: 'list', value: '' } });
		await answer('I am here');
		const { items, error } = await run('getTakeoverStatus', {}, keys);
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject({ takenOver: true, by: 'human', workflows: 1 });
	});

	it('Hand Over to Human pauses the chat, and writes to the team and the customer', async () => {
		await active({ humanTakeover: { values: { pause: 0 } } });
		await ask('handOverToHuman', { notify: TEAM, pauseMinutes: 5, messageToCustomer: 'Soon.' });
		const sent = arrived(simulator.current)
			.filter(({ path }) => path === '/send/text')
			.map(({ body }) => body as IDataObject);
		expect(sent).toMatchObject([
			{ number: TEAM, text: expect.stringContaining(ANA) },
			{ number: `${ANA}@s.whatsapp.net`, text: 'Soon.' },
		]);
		await say('hello');
		expect(texts()).toEqual([]);
	});

	it('Get Takeover Status asks a workflow of another process by a signed call', async () => {
		const other = await Receiver.start();
		other.answers = [{ body: '{"evolutionHub":"taken"}' }];
		await active();
		const api = talkGo(simulator.current);
		const subscriber = { kind: 'trigger' as const, url: other.url, events: ['MESSAGES_UPSERT'] };
		await new HubChanges().change('other n8n', api, [{ do: 'subscribe', subscriber }]);
		await run('getTakeoverStatus');
		const { subscribers } = await readHub(api);
		expect(subscribers).toHaveLength(2);
		expect(other.all.map(({ headers }) => headers.authorization)).toEqual([
			expect.stringMatching(/^Bearer /),
		]);
		await other.close();
	});
});
