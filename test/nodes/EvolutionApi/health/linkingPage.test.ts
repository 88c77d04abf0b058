import type { Exchange, Failure } from '../../../../nodes/EvolutionApi/core/failures/failure';
import type { Connection } from '../../../../nodes/EvolutionApi/core/server/adapter';
import { SERVERS } from '../../../../nodes/EvolutionApi/core/server/connection';
import { connectionFinding } from '../../../../nodes/EvolutionApi/health/linking';

// Whoever has to link a phone, or cannot, is led to the page about it.

const PAGE = '/docs/phone-cannot-be-linked.md';

const ENDS = ['clientOutdated', 'loggedOut', 'qrCodesUsedUp', 'restricted', undefined] as const;
const PASSKEY = { stage: 'challenge', url: 'https://example.com/passkey', code: null };

/** What the server answers where a phone has to be linked, and a license is missing. */
const NOT_CONNECTED = {
	evolutionApi: {
		status: 400,
		body: { status: 400, error: 'Bad Request', response: { message: ['Connection Closed'] } },
	},
	evolutionGo: { status: 500, body: { error: 'client disconnected' } },
} as const;
const UNLICENSED = { status: 503, body: { code: 'LICENSE_REQUIRED', message: 'Not activated' } };

describe.each(Object.values(SERVERS))('$name: the page "My phone cannot be linked"', (server) => {
	const connection = { server } as unknown as Connection;
	const explain = (answer: { readonly status: number; readonly body: object }) => {
		const messages = JSON.stringify(answer.body).match(/(?<=[:[]")[^"]+/g) ?? [];
		const exchange = { ...answer, messages, headers: {}, path: '/x', program: server.name };
		const asked = exchange as unknown as Exchange;
		return server.explanations.reduce<Failure | undefined>(
			(found, tryIt) => found ?? tryIt(asked),
			undefined,
		);
	};

	it.each(['close', 'connecting'])(
		'is linked from every finding about a phone in state "%s"',
		(state) => {
			const records = ENDS.flatMap((end) =>
				[undefined, true, false].map((waitsForQrCode) => ({ end, waitsForQrCode })),
			);
			const findings = [{ passkey: PASSKEY }, ...records].map((record) =>
				connectionFinding(connection, state, record),
			);
			expect(findings.filter(({ whatToDo }) => whatToDo?.includes(PAGE) !== true)).toEqual([]);
			expect(connectionFinding(connection, 'open').whatToDo).toBeUndefined();
		},
	);

	it('is linked from the errors "not connected" and "not activated"', () => {
		const closed = explain(NOT_CONNECTED[server.kind]);
		expect(closed).toMatchObject({ notConnected: true });
		expect(closed?.description).toContain(PAGE);
		const unlicensed = explain(UNLICENSED);
		expect(unlicensed?.message).toContain(`This ${server.name} server is not activated`);
		expect(unlicensed?.description).toContain(PAGE);
	});
});
