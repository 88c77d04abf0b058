import { readFileSync } from 'node:fs';
import path from 'node:path';

import { goRoutes } from '../../simulator/go/routes';
import { isVersion } from '../../simulator/state/config';
import type { GoClient } from '../simulator/go/support/goClient';
import { askForExample, askRoute, pathOf, startGoWorld } from '../simulator/go/support/goWorld';
import { goAnswerOf } from '../../dev/conformance/go/goFacts';
import { differences } from '../../dev/conformance/shape';
import { goCommon, goRouteFacts, type GoRouteFact } from '../support/goFacts';

// Compares the simulated Evolution Go with facts about the real one.

const NEWEST = '0.7.2';
const OLDEST = '0.6.1';
const { notAuthorized, notFound, panic } = goCommon.refusals;

const released = goRouteFacts.filter(({ unreleased }) => !unreleased);
const named = (facts: GoRouteFact[]) =>
	facts.map((fact): [string, GoRouteFact] => [fact.route, fact]);

/** Routes that answer with something other than JSON, such as a page, or don't answer. */
const WITHOUT_ANSWER = [
	'GET /license/activate',
	'GET /ws',
	'GET /passkey-ceremony/:token',
	'POST /passkey-ceremony/:token/response',
	'POST /passkey-ceremony/:token/confirm',
];

it('contract: the simulated Evolution Go has each route of a release, and no other', () => {
	const own = goRoutes.map(({ method, path }) => `${method} ${path.replace('*', '*any')}`);
	const known = released.map(({ route }) => route.replace('/assets', '/assets/*any'));
	expect(own.sort()).toEqual(known.sort());
});

it('contract: simulator/REFERENCE.md says how many routes of Evolution Go it plays', () => {
	const page = readFileSync(path.join(__dirname, '../../simulator/REFERENCE.md'), 'utf8');
	expect(page).toContain(`It plays all ${goRoutes.length} routes of the releases`);
});

describe.each([OLDEST, '0.7.1', NEWEST])('contract: the simulated Evolution Go %s', (version) => {
	let go: GoClient;
	beforeEach(async () => {
		go = await startGoWorld(version);
	});
	afterEach(() => go.close());

	const isThere = ({ since }: GoRouteFact) => isVersion(version, since ?? '0');

	it.each(named(goRouteFacts.filter((fact) => fact.unreleased || !isThere(fact))))(
		'%s: answers 404, since this version does not have the route yet',
		async (_route, fact) => {
			const { status, body } = await askRoute(go, fact, fact.asks);
			expect([status, body]).toEqual([notFound.status, notFound.text]);
		},
	);

	const isAnother = ({ before }: GoRouteFact) => version === NEWEST || before !== undefined;
	const answering = released.filter(
		(fact) => isThere(fact) && isAnother(fact) && !WITHOUT_ANSWER.includes(fact.route),
	);

	it.each(named(answering))(
		'%s: answers with the keys and types of the real server',
		async (_route, fact) => {
			const older = Object.entries(fact.before ?? {}).find(([first]) => !isVersion(version, first));
			const expected = { ...fact, ...older?.[1] };
			const { status, body } = await askForExample(go, fact);
			if (fact.hangs) {
				expect([status, body]).toEqual([500, { error: 'info query timed out' }]);
				return;
			}
			const found = fact.page ? [] : differences(goAnswerOf(expected) ?? '', body);
			expect({ status, found, body: status >= 400 ? body : '' }).toEqual({
				status: expected.status ?? 200,
				found: [],
				body: '',
			});
		},
	);
});

describe('contract: an error answer of the simulated Evolution Go', () => {
	let go: GoClient;
	beforeAll(async () => {
		go = await startGoWorld();
	});
	afterAll(() => go.close());

	it.each(named(released.filter(({ key, refusals }) => key !== 'none' || refusals)))(
		'has the status and the text of the real server: %s',
		async (_route, fact) => {
			const { method, path } = pathOf(fact);
			if (fact.key !== 'none') {
				const { status, body } = await go.call(method, path, fact.asks, '');
				expect([status, body]).toEqual([notAuthorized.status, { error: notAuthorized.error }]);
			}
			for (const refusal of fact.refusals ?? []) {
				const { without = '', asks = leaveOut(fact.asks ?? {}, without) } = refusal;
				const { status, body } = await askRoute(go, fact, asks, refusal.as ?? fact.as);
				expect([status, refusal.error === '' ? body : body.error]).toEqual([
					refusal.status,
					refusal.error,
				]);
			}
			if (!fact.body || fact.key === 'none' || !fact.asks) return;
			const noJson = await askRoute(go, fact, '{');
			expect(noJson.status).toBe(400);
			expect(['Invalid JSON format', 'unexpected EOF']).toContain(noJson.body.error);
			const { status, body } = await askRoute(go, fact, 'null');
			expect([status, body]).toEqual(fact.takesNull ? [200, body] : [panic.status, panic.text]);
		},
	);
});

/** The key may be a path, such as `a.b`. */
function leaveOut(body: Readonly<Record<string, unknown>>, key: string): Record<string, unknown> {
	const [first, ...rest] = key.split('.');
	const { [first]: inner, ...others } = body;
	if (rest.length === 0) return others;
	return { ...others, [first]: leaveOut(inner as Record<string, unknown>, rest.join('.')) };
}
