import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject } from 'n8n-workflow';

import type { Message } from '../../../../simulator/state/message';
import { runOperation, type OperationRun } from '../../../support/run';
import { fail, refusal, useSimulator } from '../../../support/simulator';
import { onPhone, phone, requestsTo, statuses, TEXT, typedAt } from './support';

// Tests messages that are being sent when n8n stops. The connection breaks while the recipient sees "typing…", but the server continues
// with the request.

const simulator = useSimulator();

afterEach(() => jest.restoreAllMocks());

const TYPING_MS = 500;
const bulkSending = { deduplication: { values: { sentSince: '1' } } };

async function killed(run: OperationRun): Promise<unknown[]> {
	const slept = jest.spyOn(simulator.current.state, 'sleep');
	let kill = () => {};
	const first = runOperation(simulator.current, { ...run, onStart: (stop) => (kill = stop) });
	while (!slept.mock.calls.some(([milliseconds]) => milliseconds >= TYPING_MS)) await sleep(5);
	kill();
	return statuses(await first);
}

async function killedAndAgain(run: OperationRun): Promise<unknown[]> {
	await killed(run);
	const second = await runOperation(simulator.current, run);
	// Waits, because the server may still be handling the first run's request.
	await sleep(TYPING_MS);
	return statuses(second);
}

const TEXT_RUN = { resource: 'message', operation: 'sendText', items: [{ json: {} }] };

it.each<[string, IDataObject]>([
	['as long as the text takes', typedAt((TEXT.length * 1000) / TYPING_MS)],
	['for some seconds', { typingIndicator: { values: { seconds: TYPING_MS / 1000 } } }],
])(
	'n8n is killed while typing %s: Deduplication sends nobody a text twice',
	async (_what, options) => {
		const values = { recipient: phone(1), text: TEXT, bulkSending, options };
		expect(await killedAndAgain({ ...TEXT_RUN, values })).toEqual(['sent']);
		expect(onPhone(simulator.current)).toHaveLength(1);
	},
);

it('n8n is killed while typing: Deduplication sends no group a text twice', async () => {
	const [group] = simulator.current.state.instances.get('demo')?.groups.keys() ?? [];
	const options = { typingIndicator: { values: { seconds: TYPING_MS / 1000 } } };
	const values = { recipient: group, text: TEXT, bulkSending, options };
	expect(await killedAndAgain({ ...TEXT_RUN, values })).toEqual(['sent']);
	expect(onPhone(simulator.current)).toHaveLength(1);
});

it('n8n is killed while typing: Deduplication sends no message of a sequence twice', async () => {
	const step = { action: 'text', text: TEXT, pauseSeconds: TYPING_MS / 1000 };
	const run = {
		resource: 'message',
		operation: 'sendSequence',
		items: [{ json: {} }],
		values: { recipient: phone(1), steps: { step: [step] }, bulkSending },
	};
	expect(await killedAndAgain(run)).toEqual(['sent']);
	expect(onPhone(simulator.current)).toHaveLength(1);
});

it('n8n is killed while recording: Deduplication sends no voice note twice', async () => {
	const values = {
		recipient: phone(1),
		mediaSource: 'url',
		mediaUrl: 'https://example.com/hello.mp3',
		options: { typingIndicator: { values: { seconds: TYPING_MS / 1000 } } },
		bulkSending,
	};
	const run = { resource: 'message', operation: 'sendVoiceNote', items: [{ json: {} }], values };
	expect(await killedAndAgain(run)).toEqual(['sent']);
	const messages: Message[] = [
		...(simulator.current.state.instances.get('demo')?.messages.newestFirst() ?? []),
	];
	expect(messages.filter(({ messageType }) => messageType === 'audioMessage')).toHaveLength(1);
	const [shown] = requestsTo(simulator.current, '/chat/sendPresence');
	expect(shown.body).toEqual({ number: phone(1), presence: 'recording', delay: TYPING_MS });
});

it('a message has the status "skipped" if the execution is cancelled while typing is shown', async () => {
	const values = {
		recipient: phone(1),
		text: TEXT,
		bulkSending,
		options: { typingIndicator: { values: { seconds: TYPING_MS / 1000 } } },
	};
	expect(await killed({ ...TEXT_RUN, values })).toEqual(['skipped']);
});

it('Typing Indicator: where the server cannot show it, the message is sent all the same', async () => {
	fail(simulator.current, { path: '/chat/sendPresence', ...refusal('No') });
	const values = {
		recipient: phone(1),
		text: TEXT,
		bulkSending,
		options: { typingIndicator: { values: { seconds: TYPING_MS / 1000 } } },
	};
	const result = await runOperation(simulator.current, { ...TEXT_RUN, values });
	expect(statuses(result)).toEqual(['sent']);
});
