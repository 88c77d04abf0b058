import type { IDataObject } from 'n8n-workflow';

import type { Message } from '../simulator/state/message';
import { receive } from '../simulator/whatsapp/receive';
import { runInGo } from './nodes/EvolutionApi/server/evolutionGo/support/goSimulator';
import { deliver } from './nodes/EvolutionApi/trigger/support/happenings';
import { useN8n } from './nodes/EvolutionApi/trigger/support/useN8n';
import { runOperation, type OperationRun } from './support/run';
import { SERVERS } from './support/servers';
import { demoOf, fail, useSimulator } from './support/simulator';
import { written } from './support/written';

// Tests the most important guarantees for users, in n8n's real engine.

const ANA = '5511988887777';
const ANA_JID = `${ANA}@s.whatsapp.net`;
const BRUNO = '5511977776666';
const OWN_JID = '5511900000001@s.whatsapp.net';
const TEAM = '120363020202020202@g.us';

describe.each(SERVERS)('guaranteed on %s:', (_name, server) => {
	const simulator = useSimulator({ server });
	beforeEach(() => void Object.assign(simulator.current.config, { ackDelayMs: 5 }));

	const run = async (run: OperationRun) =>
		server === 'go'
			? await runInGo(simulator.current, run)
			: await runOperation(simulator.current, run);
	const send = async (operation: string, values: IDataObject, more: Partial<OperationRun> = {}) =>
		await run({ resource: 'message', operation, values: { recipient: ANA, ...values }, ...more });

	const phone = () => demoOf(simulator.current);
	const received = (event: IDataObject): Message => {
		const { key } = receive(simulator.current.state, phone(), event) as unknown as Message;
		const message = phone().messages.get(key.id);
		if (message === undefined) throw new Error('The phone has no such message');
		return message;
	};
	const textsTo = (jid: string) =>
		[...(phone().messages.chat(jid)?.messages ?? [])]
			.filter(({ key }) => key.fromMe)
			.map(({ message }) => JSON.stringify(message))
			.filter((content) => content.includes('Hello'));

	it.each([0, 1, 2, 3])(
		'a poll allows the number of choices that the workflow sets: %i',
		async (n) => {
			const { error } = await send('sendPoll', {
				question: 'When?',
				pollOptions: 'Monday\nTuesday\nWednesday',
				selectableCount: n,
			});
			expect(error).toBeUndefined();
			const poll = JSON.stringify(phone().messages.chat(ANA_JID)?.messages.at(-1)?.message);
			expect(/"selectableOptionsCount":(\d+)/.exec(poll)?.[1]).toBe(String(n));
		},
	);

	it('Block blocks a person, and Unblock unblocks them', async () => {
		const isBlocked = () => phone().account.blocked.has(ANA_JID);
		const contact = async (operation: string) =>
			await run({ resource: 'contact', operation, values: { recipient: ANA } });
		expect((await contact('block')).error).toBeUndefined();
		expect(isBlocked()).toBe(true);
		expect((await contact('unblock')).error).toBeUndefined();
		expect(isBlocked()).toBe(false);
	});

	it.each([false, true])(
		'a text whose answer is lost after it was sent is not sent twice (Retry On Fail: %s)',
		async (retryOnFail) => {
			const path = server === 'go' ? '/send/text' : '/message/sendText';
			fail(simulator.current, { path, drop: 'after' });
			await send('sendText', { text: 'Hello' }, { retryOnFail });
			expect(textsTo(ANA_JID)).toHaveLength(1);
		},
	);

	it('a reaction is to the message that was named, and to no other', async () => {
		const [target, other] = ['Great', 'Bad'].map((text) =>
			received({ from: BRUNO, chat: TEAM, kind: 'text', text }),
		);
		const { error } = await send('sendReaction', {
			recipient: TEAM,
			messageId: target.key.id,
			participant: BRUNO,
			emoji: '👍',
		});
		expect(error).toBeUndefined();
		expect([...target.reactions]).toEqual([[OWN_JID, '👍']]);
		expect([...other.reactions]).toEqual([]);
	});
});

describe('guaranteed on Evolution API:', () => {
	const simulator = useSimulator();
	const stage = useN8n(simulator);
	const send = async (bulkSending: IDataObject, options: IDataObject = {}) =>
		await runOperation(simulator.current, {
			resource: 'message',
			operation: 'sendText',
			items: [ANA, BRUNO].map((to) => ({ json: { to } })),
			values: { recipient: '={{ $json.to }}', text: 'Hello', bulkSending, options },
		});

	it('an event that the server delivers twice starts the workflow once', async () => {
		const workflow = stage.n8n.workflow('one');
		await workflow.activate();
		const { raw } = written(simulator.current, { text: 'Hello' });
		const statuses = [
			await deliver(simulator.current, workflow, raw),
			await deliver(simulator.current, workflow, raw),
		];
		expect(statuses).toEqual([200, 200]);
		expect(workflow.texts).toEqual(['Hello']);
	});

	it('the trigger outputs the status "sent" first, and "delivered" once the message is delivered', async () => {
		const workflow = stage.n8n.workflow('ticks', { events: ['MESSAGES_UPDATE'] });
		await workflow.activate();
		for (const status of ['SERVER_ACK', 'DELIVERY_ACK']) {
			const data = { keyId: '3EB0A1', remoteJid: ANA_JID, fromMe: true, status };
			await deliver(simulator.current, workflow, { event: 'messages.update', data });
		}
		expect(stage.n8n.started.map(({ json }) => json.statusText)).toEqual(['sent', 'delivered']);
	});

	it('whoever opted out by writing STOP gets no message, and the others do', async () => {
		written(simulator.current, { from: ANA, text: 'STOP' });
		const { items } = await send({ optOut: { values: { optOutKeywords: 'STOP' } } });
		const sent = simulator.current.state.requests
			.list()
			.flatMap(({ path, body }) => (path.includes('sendText') ? [Object(body).number] : []));
		expect(sent).toEqual([BRUNO]);
		expect(items.map(({ json }) => Object(json.broadcast).status)).toEqual(['optedOut', 'sent']);
	});

	it.each(['sent', 'delivered'] as const)(
		'Delivery Receipt: the output item of a message has the status that WhatsApp reports: %s',
		async (ticks) => {
			simulator.current.state.config.delivery.ticks = ticks;
			simulator.current.config.ackDelayMs = 1;
			const deliveryReceipt = { values: { waitUntil: 'delivered', timeout: 2 } };
			const { items } = await send({}, { deliveryReceipt });
			expect(items.map(({ json }) => json.delivery)).toEqual([ticks, ticks]);
			const isConfirmed = items.map(({ json }) => json.confirmedAfterSeconds !== null);
			expect(isConfirmed).toEqual(Array(2).fill(ticks === 'delivered'));
		},
	);
});
