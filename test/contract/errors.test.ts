import type { Asked } from '../../nodes/EvolutionApi/core/failures/failure';
import { failureOf } from '../../nodes/EvolutionApi/core/server/failureOf';
import { errorAnswers, knownRoutes, type Exchange } from '../support/facts';

const asked: Asked = {
	method: 'POST',
	path: '/route',
	baseUrl: 'http://host',
	instance: 'main',
	authentication: 'globalKey',
};

const explain = ({ status, response }: Pick<Exchange, 'status' | 'response'>) =>
	failureOf({ status, body: response, headers: {} }, asked);

const answers = knownRoutes.flatMap(({ method, path, exchanges }) =>
	exchanges.map((exchange): [string, Exchange] => [
		`${method} ${path}: ${exchange.label} (${exchange.status})`,
		exchange,
	]),
);

/** Answers with a status of success that are none: Graph errors, errors that the server swallowed, nothing at all. */
function isHiddenFailure({ response }: Exchange): boolean {
	if (response === '') return true;
	const body = Object(response) as Record<string, unknown>;
	return body.error === true || (typeof body.code === 'number' && !('key' in body));
}

describe('answers of the server', () => {
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
		const { status, answer } = errorAnswers.gate;
		const failure = explain({ status, response: answer });
		expect(failure?.description).toContain('http://server.example/manager/login');
		expect(failure?.mayHeal).toBe(false);
	});

	it.each(Object.entries(errorAnswers.odd))(
		'%s is a failure with words for people',
		(_name, one) => {
			const failure = explain({ status: one.status, response: one.answer });
			expect(failure?.message).toMatch(/^(?!.*\[object).*\w{3}/);
		},
	);

	it.each(Object.entries(errorAnswers.notConnected))('%s: not connected', (_name, one) => {
		const failure = explain({ status: one.status, response: one.answer });
		expect(failure?.message).toBe('The instance "main" is not connected to WhatsApp');
	});
});
