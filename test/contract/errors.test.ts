import type { Attempt } from '../../nodes/EvolutionApi/errors/failure';
import { evolutionApi } from '../../nodes/EvolutionApi/server/evolutionApi';
import { explainFailure } from '../../nodes/EvolutionApi/server/request';
import { errorAnswers, knownRoutes, type Exchange } from '../support/facts';

const asked: Attempt = {
	method: 'POST',
	path: '/route',
	baseUrl: 'http://host',
	instance: 'main',
	program: 'Evolution API',
	authentication: 'globalKey',
};

const explain = ({ status, response }: Pick<Exchange, 'status' | 'response'>) =>
	explainFailure({ status, body: response, headers: {} }, asked, evolutionApi);

const routes = knownRoutes.map(({ method, path, exchanges }): [string, readonly Exchange[]] => [
	`${method} ${path}`,
	exchanges,
]);

/** Tells whether an answer with a success status reports a failure: a Graph error, an error that the server swallowed, or no body. */
function isHiddenFailure({ response }: Exchange): boolean {
	if (response === '') return true;
	const body = Object(response) as Record<string, unknown>;
	return body.error === true || (typeof body.code === 'number' && !('key' in body));
}

const isFailure = (answer: Exchange) => answer.status >= 400 || isHiddenFailure(answer);

describe('contract: error answers of the server', () => {
	const answers = routes.flatMap(([, exchanges]) => exchanges);

	it('the answers recorded from the real server include over a hundred errors, some with a status below 400', () => {
		expect(answers.filter(isFailure).length).toBeGreaterThan(100);
		expect(answers.filter(({ status }) => status < 400).filter(isFailure).length).toBeGreaterThan(
			3,
		);
		expect(answers.filter((answer) => !isFailure(answer)).length).toBeGreaterThan(100);
	});

	it.each(routes)(
		'%s: the node has an error text with a hint for each error answer, and none for a success',
		(_route, exchanges) => {
			for (const answer of exchanges) {
				const { label, status } = answer;
				const failure = explain(answer);
				if (!isFailure(answer)) {
					expect({ label, status, failure }).toEqual({ label, status, failure: undefined });
					continue;
				}
				const text = `${label}: ${failure?.message} / ${failure?.description}`;
				expect(text).toMatch(/: .*\w{3}.* \/ .*\w{3}/s);
				expect(failure).toBeDefined();
				expect(text).not.toMatch(/\[object Object\]|(?<!")\bundefined\b(?! \(reading)|NaN/);
			}
		},
	);

	it('missing license: the error gives the address at which the server is activated', () => {
		const { status, answer } = errorAnswers.gate;
		const failure = explain({ status, response: answer });
		expect(failure?.description).toContain('http://server.example/manager/login');
		expect(failure?.mayHeal).toBe(false);
	});

	it('errors in an unusual JSON form have a readable text, too, without "undefined" or "[object Object]"', () => {
		for (const [name, { status, answer }] of Object.entries(errorAnswers.odd)) {
			const failure = explain({ status, response: answer });
			expect(`${name}: ${failure?.message}`).toMatch(/^(?!.*(\[object|: undefined)).*: .*\w{3}/);
		}
	});

	it('instance without a phone: the error says that it is not connected', () => {
		for (const [name, { status, answer }] of Object.entries(errorAnswers.notConnected)) {
			const failure = explain({ status, response: answer });
			expect([name, failure?.message]).toEqual([
				name,
				'The instance "main" is not connected to WhatsApp',
			]);
		}
	});
});
