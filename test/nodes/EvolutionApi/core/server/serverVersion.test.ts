import type { Caller, Connection } from '../../../../../nodes/EvolutionApi/core/http/connection';
import {
	isAtLeast,
	versionIn,
	versionOf,
} from '../../../../../nodes/EvolutionApi/core/server/serverVersion';

jest.mock('n8n-workflow', () =>
	jest
		.requireActual<
			typeof import('../../../../support/shortSleep')
		>('../../../../support/shortSleep')
		.withShortSleep(),
);

it.each([
	['2.2.3', false],
	['2.2', false],
	['1.8.7', false],
	['2.3.0', true],
	['2.3.0-rc1', true],
	['v2.3.7', true],
	['2.10.0', true],
	['3.0.0', true],
	['', undefined],
	['latest', undefined],
	[undefined, undefined],
])('%s is at least 2.3: %s', (version, answer) => {
	expect(isAtLeast(version, '2.3')).toBe(answer);
});

it.each<[string, Parameters<typeof versionIn>[0]]>([
	['a page', { body: '<html>2.2.3</html>' }],
	['something else', { body: { version: 2.3 } }],
	['a failure', { failure: { message: 'away', description: '' } }],
])('%s says no version', (_what, result) => {
	expect(versionIn(result)).toBeUndefined();
});

/** Asks three times, of a server that first answers with this status. @returns the versions, and how often it was asked */
async function askedThrice(status: number): Promise<unknown[]> {
	let requests = 0;
	const answer = (statusCode: number, body: object) => ({
		statusCode,
		headers: {},
		body: [Buffer.from(JSON.stringify(body))],
	});
	const send = async () => {
		requests++;
		// A read is tried three times.
		const isAway = requests <= 3;
		return await Promise.resolve(
			isAway ? answer(status, { status }) : answer(200, { version: '2.2.3' }),
		);
	};
	const context = { helpers: { httpRequestWithAuthentication: send } } as unknown as Caller;
	const connection = {
		baseUrl: 'https://evolution.example',
		apiKey: 'k',
		authentication: 'globalKey',
	};
	const given = [];
	for (let time = 0; time < 3; time++)
		given.push(await versionOf(context, connection as Connection));
	return [...given, requests];
}

it('a server that was away for a moment is asked again, and then no more', async () => {
	expect(await askedThrice(503)).toEqual([undefined, '2.2.3', '2.2.3', 4]);
});

it('a server that refuses to say it is asked once', async () => {
	expect(await askedThrice(403)).toEqual([undefined, undefined, undefined, 1]);
});
