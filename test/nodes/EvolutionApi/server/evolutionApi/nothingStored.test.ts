import { runOperation } from '../../../../support/run';
import { demoOf, useSimulator } from '../../../../support/simulator';
import {
	broadcast,
	fates,
	onPhone,
	phone,
	requestsTo,
	sentTo,
	statuses,
} from '../../sending/support';

// Tests a server that stores no messages. So it's unknown who has already received a message.

const simulator = useSimulator();
const skip = { deduplication: { values: { sentSince: 1 } } };
const PEOPLE = [phone(1), phone(2)];

const demo = () => demoOf(simulator.current);

beforeEach(() => {
	simulator.current.config.version = '2.3.7';
});

describe('a server that stores no messages', () => {
	beforeEach(() => {
		simulator.current.config.storesMessages = false;
	});

	it.each([
		['that still has messages from before', () => {}],
		[
			'that has no messages at all',
			() => {
				for (const { jid } of demo().messages.listChats()) demo().messages.removeChat(jid);
			},
		],
	])(
		'makes Deduplication skip everybody, with the reason, before anything is sent: a server %s',
		async (_what, prepare) => {
			prepare();
			const result = await broadcast(simulator.current, PEOPLE, { ...skip, verifyNumbers: true });
			expect(statuses(result)).toEqual(['skipped', 'skipped']);
			expect(fates(result)[0].reason).toBe(
				'Deduplication cannot know who has the message: the server stores no messages. Start Evolution API with DATABASE_SAVE_DATA_NEW_MESSAGE=true, or remove the option',
			);
			expect(sentTo(simulator.current)).toEqual([]);
			expect(onPhone(simulator.current)).toEqual([]);
			expect(requestsTo(simulator.current, '/')).toHaveLength(1);
		},
	);

	it('is asked without a text that could go to WhatsApp, also while the phone is offline', async () => {
		demo().state = 'close';
		const result = await broadcast(simulator.current, PEOPLE, skip);
		expect(fates(result)[0].reason).toContain('the server stores no messages');
		const [{ body }] = requestsTo(simulator.current, '/');
		expect(body).toEqual({
			number: '0@g.us',
			contacts: { contacts: [] },
			key: { id: '0', remoteJid: '0@g.us', fromMe: true },
		});
	});

	it('does not stop Bulk Sending without Deduplication', async () => {
		const result = await broadcast(simulator.current, PEOPLE, {
			stopConditions: { failuresInARow: 3 },
		});
		expect(statuses(result)).toEqual(['sent', 'sent']);
		expect(requestsTo(simulator.current, '/chat')).toEqual([]);
	});

	it('makes Deduplication skip Send Sequence, too', async () => {
		const result = await runOperation(simulator.current, {
			resource: 'message',
			operation: 'sendSequence',
			items: [{ json: {} }],
			values: {
				recipient: phone(1),
				steps: { step: [{ action: 'text', text: 'one' }] },
				bulkSending: skip,
			},
		});
		expect(statuses(result)).toEqual(['skipped']);
	});
});

describe('a server that stores messages', () => {
	it.each(['2.3.0', '2.3.7', '2.4.0'])(
		'is asked only once in a run whether it stores them, at version %s',
		async (version) => {
			simulator.current.config.version = version;
			const result = await broadcast(simulator.current, PEOPLE, skip);
			expect(statuses(result)).toEqual(['sent', 'sent']);
			expect(requestsTo(simulator.current, '/chat/updateMessage')).toHaveLength(1);
		},
	);

	it('and has none yet does not keep Deduplication from sending', async () => {
		for (const { jid } of demo().messages.listChats()) demo().messages.removeChat(jid);
		const result = await broadcast(simulator.current, PEOPLE, skip);
		expect(statuses(result)).toEqual(['sent', 'sent']);
	});
});
