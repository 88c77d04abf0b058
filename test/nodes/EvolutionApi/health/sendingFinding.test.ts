import type { StoredMessage, Outcome } from '../../../../nodes/EvolutionApi/server/records';
import { sendingFinding } from '../../../../nodes/EvolutionApi/health/deliveryChecks';

const NOW = 1_790_000_000_000;
const MINUTE = 60;

/** Creates messages with these outcomes. The first message was sent 2 minutes ago, the next one 3 minutes ago, and so on. */
const sent = (outcomes: ReadonlyArray<Outcome | undefined>, more: Partial<StoredMessage> = {}) =>
	outcomes.map(
		(outcome, index): StoredMessage => ({
			messageId: String(index),
			chat: '5511988887777@s.whatsapp.net',
			addresses: [],
			fromMe: true,
			seconds: NOW / 1000 - (index + 2) * MINUTE,
			order: '',
			storedAt: NaN,
			outcome,
			content: {},
			answers: null,
			...more,
		}),
	);
const nameOf = (messages: readonly StoredMessage[]) => sendingFinding(messages, NOW)?.problem;

it.each<[string, StoredMessage[]]>([
	['two messages that WhatsApp refused', sent(['rejected', 'rejected', 'delivered'])],
	[
		'refused messages, followed by one that was sent',
		sent(['sent', 'rejected', 'rejected', 'rejected']),
	],
	['four messages without a tick', sent([undefined, undefined, undefined, undefined, 'sent'])],
	['five messages of a server that keeps no ticks', sent(Array<undefined>(5).fill(undefined))],
	['refused messages of yesterday', sent(['rejected', 'rejected', 'rejected'], { seconds: 1 })],
	[
		'five messages without a tick in a group',
		[...sent(Array<undefined>(5).fill(undefined), { chat: '1203@g.us' }), ...sent(['delivered'])],
	],
	[
		'refused messages that other people have sent',
		sent(['rejected', 'rejected', 'rejected'], { fromMe: false }),
	],
	[
		'five messages without a tick in the last minute',
		[
			...sent(Array<undefined>(5).fill(undefined), { seconds: NOW / 1000 - 30 }),
			...sent(['delivered']),
		],
	],
])('Check Setup, delivery: reports no problem for %s', (_what, messages) => {
	expect(nameOf(messages)).toBeUndefined();
});

it('Check Setup, delivery: three rejected messages in a row are a problem, ignoring messages without a status between them', () => {
	expect(nameOf(sent([undefined, 'rejected', undefined, 'rejected', 'rejected']))).toBe(
		'messagesRejected',
	);
});

it("Check Setup, delivery: the advice for rejected messages names WhatsApp's error 463 and its possible causes", () => {
	const problem = sendingFinding(sent(['rejected', 'rejected', 'rejected']), NOW);
	const { whatToDo } = problem ?? {};
	expect(whatToDo).toContain("WhatsApp's error 463");
	expect(whatToDo).toMatch(
		/the WhatsApp library of the server \(.* linked only recently \(.* more first messages than/,
	);
});

it('Check Setup, delivery: five messages without a receipt for over a minute are a problem if an earlier one was delivered', () => {
	expect(nameOf(sent([...Array<undefined>(5).fill(undefined), 'delivered']))).toBe(
		'messagesNotDelivered',
	);
});

it('Check Setup, delivery: is OK after rejected messages if a later one was delivered, and says nothing if none was', () => {
	expect(sendingFinding(sent(['delivered', 'rejected', 'rejected', 'rejected']), NOW)?.status).toBe(
		'ok',
	);
	expect(sendingFinding(sent([undefined, 'rejected']), NOW)).toBeUndefined();
	expect(sendingFinding([], NOW)).toBeUndefined();
});
