import { failureOf, type Asked } from '../../nodes/EvolutionApi/core/failure';
import {
	capturedRoutes,
	describeCaptured,
	readShared,
	type Captured,
	type CapturedAnswer,
} from '../support/contract';

const asked: Asked = {
	method: 'POST',
	path: '/route',
	baseUrl: 'http://host',
	instance: 'main',
	authentication: 'globalKey',
};

const explain = ({ status, response }: Pick<CapturedAnswer, 'status' | 'response'>) =>
	failureOf({ status, body: response, headers: {} }, asked);

type Named = [name: string, answer: CapturedAnswer];

const named = (route: Captured, answers: readonly CapturedAnswer[]): Named[] =>
	answers.map((answer) => [
		`${route.method} ${route.path}: ${answer.label} (${answer.status})`,
		answer,
	]);

/** Not for users: the server's inner parts, and what Meta itself calls. They answer bare values. */
const UNEXPOSED = ['baileys', 'metaChannel'];

const exposed = capturedRoutes().filter(({ group }) => !UNEXPOSED.includes(group));
const answers = exposed.flatMap((route) => {
	const { successStatus: status, exampleResponse: response } = route;
	const all = [
		{ label: 'example', status, response },
		...route.moreExamples,
		...route.errorExamples,
	];
	return named(route, all);
});

/** Answers with a status of success that are none: Graph errors, errors that the server swallowed, nothing at all. */
function isHiddenFailure({ response }: CapturedAnswer): boolean {
	if (response === '') return true;
	const body = Object(response) as Record<string, unknown>;
	return body.error === true || (typeof body.code === 'number' && !('key' in body));
}

describeCaptured('answers of a real server', () => {
	const failures = answers.filter(([, { status }]) => status >= 400);
	const hidden = answers.filter(([, answer]) => answer.status < 400 && isHiddenFailure(answer));
	const successes = answers.filter(([, answer]) => answer.status < 400 && !isHiddenFailure(answer));

	it('are there in numbers', () => {
		expect(failures.length).toBeGreaterThan(100);
		expect(hidden.length).toBeGreaterThan(3);
		expect(successes.length).toBeGreaterThan(100);
	});

	it.each([...failures, ...hidden])('%s is a failure with words for people', (_name, answer) => {
		const failure = explain(answer);
		expect(failure?.message).toMatch(/\w{3}/);
		expect(failure?.description).toMatch(/\w{3}/);
		const text = `${failure?.message} ${failure?.description}`;
		expect(text).not.toMatch(/\[object Object\]|(?<!")\bundefined\b(?! \(reading)|NaN/);
	});

	it.each(successes)('%s is no failure', (_name, answer) => {
		expect(explain(answer)).toBeUndefined();
	});

	it('of the licence gate lead to the place to activate the server', () => {
		interface Gate {
			verified240Gate: Record<string, { status: number; body: Record<string, string> }>;
		}
		const { verified240Gate } = readShared<Gate>('versions-and-errors.json');
		const { status, body } = verified240Gate['any business route'];
		const failure = explain({ status, response: body });
		expect(failure?.description).toContain(body.register_url);
		expect(failure?.mayHeal).toBe(false);
	});

	it('of the odd cases are failures with words for people', () => {
		type Odd = { s: number; b: unknown };
		const quirks = readShared<Record<string, Odd | Record<string, Odd>>>('quirks.json');
		const odd = [
			...Object.values(quirks.e_errors as Record<string, Odd>),
			quirks.e_send_failure_in_baileys as Odd,
			quirks.c_number_as_json_number as Odd,
		];
		for (const { s, b } of odd) {
			expect(explain({ status: s, response: b })?.message).toMatch(/^(?!.*\[object).*\w{3}/);
		}
		for (const name of [
			'e_connection_closed_during_send',
			'e_send_never_connected',
			'e_group_fetch_never_connected',
		]) {
			const { s, b } = quirks[name] as Odd;
			const failure = explain({ status: s, response: b });
			expect(failure?.message).toBe('The instance "main" is not connected to WhatsApp');
		}
	});
});
