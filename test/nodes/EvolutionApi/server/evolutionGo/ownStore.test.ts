import type { IDataObject } from 'n8n-workflow';

import { lidOf } from '../../../../../simulator/whatsapp/lid';
import { receive } from '../../../../../simulator/whatsapp/receive';
import { arrived, fail } from '../../../../support/simulator';
import { runInGo, useGoSimulator, type Keys } from './support/goSimulator';

const ANA = '5511988887777';
const STRANGER = '5511955554444';
const MEXICO = '5215512345678';
const POLL = '3EB0A1B2C3D4E5F60718';

describe.each(['0.7.2', '0.7.1'])('Evolution Go %s', (version) => {
	const simulator = useGoSimulator(version);
	const run = async (resource: string, operation: string, values: IDataObject, keys?: Keys) =>
		await runInGo(simulator.current, { resource, operation, values, keys });
	const paths = () => arrived(simulator.current).map(({ path }) => path);
	const token = () => simulator.current.state.instances.get('demo')?.token;

	it('asks WhatsApp for a LID that the server does not know, before it labels the chat', async () => {
		const { error } = await run('label', 'add', { recipient: STRANGER, label: '7' });
		expect(error).toBeUndefined();
		const asked = arrived(simulator.current);
		expect(paths()).toEqual(expect.arrayContaining(['/user/check', '/user/info', '/label/chat']));
		expect(asked.at(-1)?.body).toMatchObject({ jid: lidOf(`${STRANGER}@s.whatsapp.net`) });
	});

	it('counts no votes of a poll, since it does not know them all', async () => {
		const poll = { question: 'Lunch?', pollOptions: 'Yes\nNo', options: { messageId: POLL } };
		await run('message', 'sendPoll', { recipient: ANA, ...poll });
		const { state } = simulator.current;
		const demo = state.instances.get('demo');
		if (demo)
			receive(state, demo, { from: ANA, kind: 'pollVote', targetId: POLL, options: ['Yes'] });
		const values = { recipient: ANA, messageId: POLL, pollOptions: 'Yes\nNo' };
		const { items } = await run('chat', 'getPollVotes', values);
		expect(items[0].json).toEqual({
			question: null,
			totalVotes: null,
			options: [
				{ option: 'Yes', votes: null, voters: [`${ANA}@s.whatsapp.net`] },
				{ option: 'No', votes: null, voters: [] },
			],
			reason: expect.stringContaining('votes may be missing'),
		});
	});

	it('sends no carousel to a number that it may turn into another one', async () => {
		const values = {
			recipient: MEXICO,
			text: 'Our offers',
			cards: {
				card: [
					{
						body: 'Pizza',
						buttons: { button: [{ type: 'reply', displayText: 'Order', id: 'a' }] },
					},
				],
			},
		};
		const { error } = await run('message', 'sendCarousel', values);
		expect(error?.message).toContain('13 digits of Mexico or Argentina');
		expect(paths()).not.toContain('/send/carousel');
	});

	it('names the database as a cause of a refused token', async () => {
		fail(simulator.current, { path: '/send/text', status: 401, body: { error: 'not authorized' } });
		const values = { recipient: ANA, text: 'Hello' };
		const { error } = await run('message', 'sendText', values, { instanceToken: token() });
		expect(error?.message).toContain('refused the key');
		expect(error?.description).toContain('while it cannot reach its database');
	});

	it('says that the database is out of reach if the global key gets no list either', async () => {
		const values = { recipient: ANA, text: 'Hello' };
		fail(simulator.current, { path: '/send/text', status: 401, body: { error: 'not authorized' } });
		const body = { error: 'failed to connect to `host=postgres`: dial tcp: no such host' };
		fail(simulator.current, { path: '/instance/all', status: 500, skip: 1, times: 3, body });
		const { error } = await run('message', 'sendText', values);
		expect(error?.message).toContain('Evolution Go does not reach its database');
		expect(error?.description).not.toContain('It may still have been done');
	});

	it('advises to restart the server for a stuck client when the credential has the token alone', async () => {
		const body = { error: 'client disconnected' };
		fail(simulator.current, { path: '/instance/reconnect', status: 500, times: 3, body });
		const { error } = await run('instance', 'restart', {}, { instanceToken: token() });
		expect(error?.description).toMatch(/restart the server, or enter the Global API Key/);
	});

	it('does not send a message again that WhatsApp has rejected', async () => {
		fail(simulator.current, {
			path: '/send/text',
			status: 500,
			body: { error: 'server returned error 463' },
		});
		const { error } = await run('message', 'sendText', { recipient: ANA, text: 'Hello' });
		expect(error?.message).toContain('error 463');
		expect(paths().filter((path) => path === '/send/text')).toHaveLength(1);
	});
});
