import type * as messageStore from '../../../../../nodes/EvolutionApi/server/words/messageStore';
import { newMessage } from '../../../../../simulator/whatsapp/record';
import { untilQuiet } from '../../../../support/time';
import { demoOf, useSimulator } from '../../../../support/simulator';
import { settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

/** How many messages the node has read from the store at a time. */
const mockSizes: number[] = [];
jest.mock('../../../../../nodes/EvolutionApi/server/words/messageStore', () => {
	const actual = jest.requireActual<typeof messageStore>(
		'../../../../../nodes/EvolutionApi/server/words/messageStore',
	);
	const readStore: typeof messageStore.readStore = async (...how) => {
		const found = await actual.readStore(...how);
		mockSizes.push(found.length);
		return found;
	};
	return { ...actual, readStore };
});

const simulator = useSimulator();
const stage = useN8n(simulator);
beforeEach(() => mockSizes.splice(0));

/** Each message is from another person, because the loop guard limits the number of starts by one chat. */
function write(times: readonly number[]): string[] {
	const instance = demoOf(simulator.current);
	return times.map((messageTimestamp, index) => {
		const sender = `${5511970000000 + index}@s.whatsapp.net`;
		const text = `text ${index}`;
		const message = newMessage(instance, {
			key: { remoteJid: sender, fromMe: false, id: `WRITTEN${index}` },
			sender,
			pushName: 'Bruno',
			source: 'android',
			status: 'DELIVERY_ACK',
			messageType: 'conversation',
			message: { conversation: text },
		});
		instance.messages.add({ ...message, messageTimestamp, at: messageTimestamp * 1000 });
		return text;
	});
}

it('Missed Messages: after five hours, each missed message starts the workflow once, in order, however many came at a time', async () => {
	await stage.n8n.workflow('one').activate();
	await stage.n8n.crash();
	stage.aheadMs += 10_000;
	const since = Math.floor(Date.now() / 1000);
	const texts = write([
		...Array.from({ length: 20 }, (_, minute) => since + minute * 60),
		...Array.from({ length: 900 }, (_, index) => since + 7_200 + Math.floor(index / 10)),
		...Array.from({ length: 20 }, (_, minute) => since + 14_000 + minute * 60),
	]);
	stage.aheadMs += 5 * 3_600_000;
	await stage.n8n.all[0].activate('init');
	// The trigger looks for missed messages a few seconds after the last activation of a workflow.
	stage.aheadMs += 10_000;
	await settled(() => stage.n8n.started.length >= texts.length, 60_000);
	await untilQuiet();
	const came = stage.n8n.texts('one');
	expect([...came].sort()).toEqual([...texts].sort());
	// Messages of the same second may have any order.
	const place = (text: unknown) => Math.floor((Number(String(text).split(' ')[1]) - 20) / 10);
	expect(came.map(place)).toEqual(texts.map(place));
	expect(Math.max(...mockSizes)).toBeLessThanOrEqual(600);
}, 90_000);
