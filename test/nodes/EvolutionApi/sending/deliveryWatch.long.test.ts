import { acknowledge, hear } from '../../../../simulator/whatsapp/acks';
import type { Message } from '../../../../simulator/state/message';
import { demoOf, useSimulator } from '../../../support/simulator';
import { broadcast, onPhone, phone, requestsTo, sentTo } from './support';
import { triesAll } from '../../../support/properties';

// Tests a thousand messages of one bulk sending whose ticks and refusals come in any order, late, or never.

const COUNT = triesAll ? 1_000 : 250;
const WITHIN_SECONDS = 5;
const simulator = useSimulator();

const WAYS = [
	['DELIVERY_ACK'],
	['SERVER_ACK', 'DELIVERY_ACK'],
	['SERVER_ACK'],
	['ERROR'],
	['SERVER_ACK', 'ERROR'],
	['ERROR', 'DELIVERY_ACK'],
	['DELIVERY_ACK', 'ERROR'],
	['DELIVERY_ACK', 'READ'],
	[],
] as const;
type Word = (typeof WAYS)[number][number];

function truth({ updates }: Message): string {
	const has = (...words: string[]) => updates.some((word) => words.includes(word));
	if (has('DELIVERY_ACK', 'READ')) return 'delivered';
	if (has('ERROR')) return 'rejected';
	return has('SERVER_ACK') ? 'sent' : 'unconfirmed';
}

it('Delivery Receipt: each of 1,000 messages gets the right status, with at most one request per four messages', async () => {
	const { state } = simulator.current;
	state.config.delivery.ticks = 'none';
	const demo = demoOf(simulator.current);
	const seen = new Set<Message>();
	const say = (message: Message, word: Word) =>
		word === 'ERROR'
			? hear(state, demo, message, 'ERROR')
			: acknowledge(state, demo, message, word);
	const whatsApp = setInterval(() => {
		for (const message of onPhone(simulator.current)) {
			if (seen.has(message)) continue;
			seen.add(message);
			const way = WAYS[Math.floor(Math.random() * WAYS.length)];
			const isLate = Math.random() < 0.2;
			way.forEach((word, index) =>
				state.later((isLate ? 2_000 : 20) * (index + 1) * Math.random(), () => say(message, word)),
			);
		}
	}, 5);
	try {
		const recipients = Array.from({ length: COUNT }, (_, index) => phone(index));
		const stopConditions = { nothingDelivered: false, failuresInARow: COUNT };
		const receipt = { values: { waitUntil: 'delivered', timeout: WITHIN_SECONDS } };
		const values = { options: { deliveryReceipt: receipt } };
		const { items } = await broadcast(
			simulator.current,
			recipients,
			{ stopConditions, rateLimit: { values: { minDelay: 0, maxDelay: 0 } } },
			{ values },
		);
		expect(sentTo(simulator.current)).toHaveLength(COUNT);
		const byId = new Map(onPhone(simulator.current).map((one) => [one.key.id, truth(one)]));
		const wrong = items.filter(({ json }) => json.delivery !== byId.get(String(json.messageId)));
		expect(wrong.map(({ json }) => [json.delivery, byId.get(String(json.messageId))])).toEqual([]);
		const refused = items.filter(({ json }) => Object(json.broadcast).status === 'rejected');
		expect(refused).toHaveLength([...byId.values()].filter((one) => one === 'rejected').length);
		// Requests with a chat are left out. They look up a person's other address.
		const looks = requestsTo(simulator.current, '/chat/findMessages').filter(
			({ body }) => !JSON.stringify(body).includes('remoteJid'),
		).length;
		// A request checks up to ten messages. The limit leaves room for slow machines and repeated checks.
		expect(looks).toBeLessThanOrEqual(COUNT / 4);
	} finally {
		clearInterval(whatsApp);
	}
}, 120_000);
