import { setTimeout as sleep } from 'node:timers/promises';

import { type Client, startClient, until } from './support/client';

const ANA = '5511988887777';
const ANA_JID = `${ANA}@s.whatsapp.net`;
const BRUNO_JID = '5511977776666@s.whatsapp.net';

describe('simulator: planned actions of people on the phone', () => {
	let client: Client;
	const plan = (body: object) => client.post('/_sim/instances/demo/plans', body);
	const send = (number = ANA) => client.post('/message/sendText/demo', { number, text: 'Hello' });
	const messages = async (chat = ANA_JID) =>
		(await client.get(`/_sim/instances/demo/messages?chat=${chat}`)).body;
	const lastAfter = async (before: number, count: number, chat = ANA_JID) => {
		for (let tries = 0; tries < 100; tries++) {
			const all = await messages(chat);
			if (all.length >= before + count) return all.slice(before);
			await sleep(50);
		}
		throw new Error('The messages did not come');
	};

	beforeEach(async () => {
		client = await startClient({ seed: true });
	});
	afterEach(() => client.simulator.close());

	it.each([
		[{}],
		[{ steps: [] }],
		[{ steps: ['text'] }],
		[{ steps: [{ do: 'dance' }] }],
		[{ after: 'midnight', steps: [{ do: 'close' }] }],
	])('refuse %j, which is no plan', async (body) => {
		expect((await plan(body)).status).toBe(400);
	});

	it('send a burst of messages in order', async () => {
		const before = (await messages()).length;
		const steps = ['a', 'b', 'c'].map((text) => ({ afterMs: 30, from: ANA, kind: 'text', text }));
		await plan({ steps });
		const texts = (await lastAfter(before, 3)).map(({ text }: { text: string }) => text);
		expect(texts).toEqual(['a', 'b', 'c']);
	});

	it('answer a sent message with a quote, as often as planned', async () => {
		const before = (await messages()).length;
		const steps = [{ afterMs: 20, kind: 'text', text: 'Yes', quotedId: 'sent' }];
		await plan({ after: 'send', chat: ANA, times: 2, steps });
		await send('5511977776666');
		const sent = [];
		for (let count = 1; count <= 3; count++) {
			sent.push((await send()).body.key.id);
			await lastAfter(before, Math.min(count * 2, 5));
		}
		const answers = (await messages()).slice(before).filter(({ fromMe }: never) => !fromMe);
		expect(answers.map(({ quoted }: { quoted: { id: string } }) => quoted.id)).toEqual(
			sent.slice(0, 2),
		);
		const toBruno = await messages(BRUNO_JID);
		expect(toBruno.at(-1).text).toBe('Hello');
	});

	it('vote in a sent poll', async () => {
		await plan({
			after: 'send',
			steps: [{ kind: 'pollVote', targetId: 'sent', options: ['Evening'] }],
		});
		const poll = { number: ANA, name: 'When?', selectableCount: 1, values: ['Morning', 'Evening'] };
		await client.post('/message/sendPoll/demo', poll);
		for (let tries = 0; tries < 100; tries++) {
			const { options } = (await messages()).at(-1).poll;
			if (options[1].votes.length === 1) return expect(options[1].votes).toEqual([ANA_JID]);
			await sleep(50);
		}
		throw new Error('Nobody voted');
	});

	it('close the connection of an instance after a given number of sent messages', async () => {
		await plan({ after: 'send', skip: 1, steps: [{ do: 'close', reason: 401 }] });
		expect((await send()).status).toBe(201);
		expect((await send()).status).toBe(201);
		await until(() => client.simulator.state.instances.get('demo')?.state === 'close');
		expect((await send()).status).toBe(400);
	});

	it('report a step that is not possible', async () => {
		await plan({ steps: [{ do: 'close' }, { from: ANA, kind: 'text', text: 'Hi' }] });
		const failures = await until(async () => {
			const { body } = await client.get('/_sim/instances/demo/plans');
			return body.failures.length > 0 && body.failures;
		});
		expect(failures).toEqual([{ step: 1, error: 'Instance "demo" is not connected' }]);
	});
});
