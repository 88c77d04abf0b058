import { evolutionApi } from '../../../../../nodes/EvolutionApi/server/evolutionApi';
import { acknowledge } from '../../../../../nodes/EvolutionApi/hub/subscribers';
import { createWebhookApi, HubChanges } from '../../../../../nodes/EvolutionApi/hub/changes';
import { HubChangeRefused } from '../../../../../nodes/EvolutionApi/hub/plan';
import { randomBytes } from '../../../../support/random';
import { runOperation } from '../../../../support/run';
import { arrived, useSimulator } from '../../../../support/simulator';
import { Receiver, type Answer } from '../../hub/support/receiver';
import { onSleep, shortSleep } from '../../../../support/time';

onSleep(shortSleep(1));

const simulator = useSimulator();
let receiver: Receiver;
beforeEach(async () => (receiver = await Receiver.start()));
afterEach(async () => await receiver.close());

const talk = () =>
	createWebhookApi(
		async ({ method, path, body }) => {
			const response = await fetch(simulator.current.url + path, {
				method,
				headers: { apikey: simulator.current.key, 'content-type': 'application/json' },
				body: body === undefined ? undefined : JSON.stringify(body),
			});
			return { body: await response.json() };
		},
		'demo',
		evolutionApi.webhook,
	);

async function fill(): Promise<number> {
	const changes = new HubChanges();
	const join = async (kind: 'trigger' | 'wait', urls: string[]) => {
		const events = ['MESSAGES_UPSERT'];
		const chat = kind === 'wait' ? '5511977776666' : undefined;
		const wishes = urls.map((url) => ({
			do: 'subscribe' as const,
			subscriber: { kind, url, events, chat },
		}));
		await changes.change('key', talk(), wishes);
	};
	await join('trigger', [receiver.url]);
	const long = Array.from(
		{ length: 90 },
		(_, index) => `${receiver.url}?signature=${randomBytes(32, index).toString('hex')}#${index}`,
	);
	await join('wait', long);
	for (let count = long.length; ; count += 10) {
		const short = Array.from({ length: 10 }, (_, index) => `${receiver.url}#s${count + index}`);
		const isFull = await join('wait', short).then(
			() => false,
			(error: unknown) => error instanceof HubChangeRefused,
		);
		if (isFull) return count;
	}
}

async function ask(answer: Answer) {
	const waiting = await fill();
	receiver.answers = [answer];
	const { error } = await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendAndWait',
		values: { recipient: '5511988887777', message: 'Shall we?' },
	});
	const sent = arrived(simulator.current).filter(({ path }) => path.startsWith('/message/'));
	return { waiting, error, sent: sent.length, asked: receiver.all.length };
}

it('Send and Wait: the list of waiting executions is full: the error says what to do, and nothing is sent', async () => {
	const { error, sent, asked, waiting } = await ask({ body: acknowledge('taken') });
	expect(error?.message).toBe('The list of workflows that listen to this instance is full');
	expect(error?.description).toContain('end executions that wait for a reply');
	expect(sent).toBe(0);
	expect(asked).toBe(waiting);
}, 60_000);

it('Send and Wait: the list is full of ended executions: they are removed, and the question is sent', async () => {
	const { error, sent } = await ask({ status: 404, body: { message: 'does not exist' } });
	expect(error).toBeUndefined();
	expect(sent).toBe(1);
}, 60_000);
