import type { IExecuteFunctions } from 'n8n-workflow';

import { RequestFailure } from '../../../../nodes/EvolutionApi/errors/failure';
import { InputProblem } from '../../../../nodes/EvolutionApi/core/input/inputProblem';
import type { AskingRun, ItemRequest } from '../../../../nodes/EvolutionApi/table/prepare/prepare';
import { skipDuplicates } from '../../../../nodes/EvolutionApi/sending/deduplication';
import { waitOutQuietHours } from '../../../../nodes/EvolutionApi/sending/quietHours';
import { ExecutionHistory } from '../../../../nodes/EvolutionApi/sending/executionHistory';
import { Pace } from '../../../../nodes/EvolutionApi/sending/rateLimit';
import {
	compose,
	type Message,
	type Policy,
	type Send,
	Sender,
} from '../../../../nodes/EvolutionApi/sending/send';
import { onSleep, realSleep } from '../../../support/time';

onSleep(realSleep);

// Tests single policies with a fake clock and a fake `send`, because some rules take effect only after a long time.

const NOON = new Date('2026-03-02T12:00:00Z');

beforeEach(() => void jest.useFakeTimers({ now: NOON }));
afterEach(() => jest.useRealTimers());

const PHONE = '351910000001@s.whatsapp.net';

const senderOf = () =>
	new Sender(
		{} as IExecuteFunctions,
		{ baseUrl: 'http://localhost', server: {} } as unknown as Sender['connection'],
		'demo',
	);

function messageTo(recipient = PHONE, sender = senderOf()): Message {
	const input = { recipient, text: 'Hello' };
	const request = { index: 0, input, connection: sender.connection } as ItemRequest;
	return { request, sender, recipient, address: recipient };
}

function network() {
	const sent: number[] = [];
	const send: Send = async () => {
		sent.push(Date.now() - NOON.getTime());
		return await Promise.resolve({ status: 'sent' });
	};
	return { sent, send };
}

async function sendThrough(policy: Policy, message: Message, send: Send) {
	let isDone = false;
	const done = compose([policy], send)(message).finally(() => (isDone = true));
	done.catch(() => undefined);
	while (!isDone) await jest.advanceTimersByTimeAsync(250);
	return await done;
}

it('Rate Limit waits also after what the server refuses, which does not count as sent, and not after invalid input', async () => {
	const pace = new Pace();
	const sendWith = async (error: Error) =>
		await expect(
			sendThrough(pace.count, messageTo(), async () => await Promise.reject(error)),
		).rejects.toThrow();
	await sendWith(new InputProblem(['text'], 'is empty', ''));
	expect([pace.sentCount, pace.triedCount]).toEqual([0, 0]);
	await sendWith(new RequestFailure({ message: 'No', description: '' }));
	expect([pace.sentCount, pace.triedCount]).toEqual([0, 1]);
});

it('Quiet Hours wait until they are over, if the option says so', async () => {
	const { sent, send } = network();
	const hours = { from: 11 * 60, to: 13 * 60, timeZone: 'UTC', behavior: 'wait' } as const;
	await sendThrough(waitOutQuietHours(hours, undefined), messageTo(), send);
	expect(sent[0]).toBeGreaterThanOrEqual(60 * 60 * 1000);
	expect(sent[0]).toBeLessThan(61 * 60 * 1000);
});

it('Deduplication sends a message once to a person whose LID it learns after the first', async () => {
	const sender = senderOf();
	const operation = {
		content: ({ text }: { text: string }) => ({ kind: 'text', typedText: text }),
	};
	const context = { getInputData: () => [{ json: {} }] };
	const run = { context, operation } as unknown as AskingRun;
	const policy = skipDuplicates(run, sender, false, new ExecutionHistory());
	const { sent, send } = network();
	await sendThrough(policy, messageTo(PHONE, sender), send);
	sender.people.learn('123456789012345@lid', PHONE);
	const again = await sendThrough(policy, messageTo(PHONE, sender), send);
	expect(again).toMatchObject({ status: 'duplicate' });
	expect(sent).toHaveLength(1);
});
