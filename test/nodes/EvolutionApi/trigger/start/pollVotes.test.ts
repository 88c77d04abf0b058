import { untilQuiet } from '../../../../support/quiet';
import { httpRequest } from '../../../../support/httpRequest';
import { useSimulator } from '../../../../support/simulator';
import { ANA, receiveText, settled } from '../support/happenings';
import { useN8n } from '../support/useN8n';

// Votes in polls on Evolution API 2.2, which tells them as updates of the poll.

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<
			typeof import('../../../../support/shortSleep')
		>('../../../../support/shortSleep')
		.withShortSleep(),
);

const simulator = useSimulator({ version: '2.2.3' });
const stage = useN8n(simulator);
const VOTES = { filters: { reactionsAndVotes: true } };
const events = () => simulator.current.state.instances.get('demo')?.webhook?.events ?? [];

async function post(route: string, body: object): Promise<{ key?: { id?: string } }> {
	const { url, key } = simulator.current;
	const headers = { 'content-type': 'application/json', apikey: key };
	const { text } = await httpRequest(url + route, 'POST', headers, JSON.stringify(body));
	return JSON.parse(text) as { key?: { id?: string } };
}

/** A poll is sent. @returns lets somebody vote in it */
async function poll() {
	const values = ['A', 'B'];
	const asked = { number: ANA, name: 'Which?', values, selectableCount: 1 };
	const { key } = await post('/message/sendPoll/demo', asked);
	return async (...options: string[]) => {
		const vote = { from: ANA, kind: 'pollVote', targetId: key?.id, options };
		await post('/_sim/instances/demo/receive', vote);
	};
}

const started = (name: string) =>
	stage.n8n.started.filter((one) => one.name === name).map(({ json }) => json);

it('a workflow without votes has the server send nothing more', async () => {
	await stage.n8n.workflow('one').activate();
	expect(events()).toEqual(['MESSAGES_UPSERT']);
});

it('each vote starts the workflows that want votes, once; ticks and other workflows start nothing', async () => {
	const updates = { events: ['MESSAGES_UPSERT', 'MESSAGES_UPDATE'] };
	await stage.n8n.workflow('none').activate();
	await stage.n8n.workflow('votes', VOTES).activate();
	await stage.n8n.workflow('both', { ...VOTES, ...updates }).activate();
	const vote = await poll();
	await vote('A');
	await settled(() => started('votes').length > 0 && started('both').length > 0);
	await vote('B');
	await settled(() => started('votes').length > 1);
	await untilQuiet();
	const expected = [
		expect.objectContaining({ kind: 'pollVote', selectedOptions: ['A'] }),
		expect.objectContaining({ kind: 'pollVote', selectedOptions: ['B'] }),
	];
	expect(started('votes')).toEqual(expected);
	expect(started('both').filter(({ kind }) => kind !== undefined)).toEqual(expected);
	expect(
		started('both').filter(({ pollResults }) => (pollResults as unknown[])?.length > 0),
	).toHaveLength(2);
	expect(started('none')).toEqual([]);
});

const sent = () => simulator.current.state.instances.get('demo')?.extras.websocket?.events;

it('each vote starts a workflow that receives through WebSocket, and is sent no longer once it has left', async () => {
	const socket = stage.n8n.workflow('socket', { ...VOTES, receiveThrough: 'webSocket' });
	await socket.activate();
	await receiveText(simulator.current, 'hello');
	await settled(() => started('socket').length > 0);
	expect(sent()).toEqual(['MESSAGES_UPDATE', 'MESSAGES_UPSERT']);
	const vote = await poll();
	await vote('A');
	await vote('B');
	await settled(() => started('socket').length > 2);
	expect(started('socket').slice(1)).toEqual([
		expect.objectContaining({ kind: 'pollVote', selectedOptions: ['A'] }),
		expect.objectContaining({ kind: 'pollVote', selectedOptions: ['B'] }),
	]);
	await socket.deactivate();
	expect(sent()).toEqual([]);
});
