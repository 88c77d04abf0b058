import type { IDataObject } from 'n8n-workflow';

import { startChanging } from '../../../support/otherServers';
import { runOperation } from '../../../support/run';
import { arrived, fail, useSimulator } from '../../../support/simulator';
import { standard } from '../errors/evolutionApi/explainCases';

// Tests a proxy that replaces the server's answer by its own error, after the server has sent the message. With *Retry On Fail*, n8n
// then runs the node again.

const simulator = useSimulator();

const sends = () =>
	arrived(simulator.current).filter(({ path }) => path.startsWith('/message/')).length;

async function sendBehind(status: number, body: string, headers: Record<string, string> = {}) {
	const { current } = simulator;
	const proxy = await startChanging(current, (answer, { url = '' }) =>
		url.startsWith('/message/')
			? { status, body, headers: { 'content-type': 'text/plain', ...headers } }
			: answer,
	);
	const values: IDataObject = { recipient: '5511988887777', text: 'Hi' };
	const { error } = await runOperation(
		{ ...current, url: proxy.url },
		{ resource: 'message', operation: 'sendText', values, retryOnFail: true },
	);
	await proxy.close();
	return error;
}

/** Tells whether the node leaves out its warning that the message may have been sent. */
const isOfGate = (status: number, body: string) =>
	status <= 401 && status !== 400
		? true
		: status === 404 ||
			(status < 500 && !body.startsWith('{') && !(status === 403 && body !== 'Denied'));

describe.each([
	['nothing', () => ''],
	['JSON of its own', () => '{"message":"Unauthorized"}'],
	['JSON about the server', () => '{"message":"The upstream is not connected"}'],
	['JSON like the server’s', (status: number) => JSON.stringify({ status, error: 'No' })],
	['a word', () => 'Denied'],
	['a page', () => '<html><title>Log in</title></html>'],
])('a proxy in front of the server, with %s in the body,', (_what, body) => {
	it.each([302, 307, 400, 401, 403, 404, 407, 409, 422, 500, 502, 503, 504])(
		'answers HTTP %i after the server has sent: Retry On Fail does not send again',
		async (status) => {
			const headers = status < 400 ? { location: 'https://login.example.com/' } : undefined;
			const error = await sendBehind(status, body(status), headers);
			expect(sends()).toBe(1);
			const isGate = isOfGate(status, body(status));
			expect(String(error?.description).startsWith('It may still have been done')).toBe(!isGate);
		},
	);
});

it('an empty answer 401 comes from a proxy, since both servers refuse a key in JSON', async () => {
	const error = await sendBehind(401, '');
	expect(error?.message).toContain('A proxy in front of the server asks for a password');
});

it.each([
	['401', standard(401, 'Unauthorized', 'Unauthorized')],
	['403', standard(403, ['Forbidden'], 'Forbidden')],
	['404', standard(404, ['The "demo" instance does not exist'], 'Not Found')],
])(
	'an answer %s of the server itself: Retry On Fail sends the message again',
	async (_status, refused) => {
		fail(simulator.current, { path: '/message/', ...refused });
		const { error } = await runOperation(simulator.current, {
			resource: 'message',
			operation: 'sendText',
			values: { recipient: '5511988887777', text: 'Hi' },
			retryOnFail: true,
		});
		expect(error).toBeUndefined();
		expect(sends()).toBe(2);
	},
);

// A rate limit rejects the request before the proxy forwards it.
it('an answer HTTP 429 of a proxy: the message is sent again, even without Retry On Fail', async () => {
	fail(simulator.current, { path: '/message/', status: 429, body: '', contentType: 'text/plain' });
	const { error } = await runOperation(simulator.current, {
		resource: 'message',
		operation: 'sendText',
		values: { recipient: '5511988887777', text: 'Hi' },
	});
	expect(error).toBeUndefined();
	expect(sends()).toBe(2);
});
