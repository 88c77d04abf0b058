import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { evolutionApi } from '../../nodes/EvolutionApi/server/evolutionApi';
import { evolutionGo } from '../../nodes/EvolutionApi/server/evolutionGo';
import { explainFailure } from '../../nodes/EvolutionApi/server/request';

// Tests errors that were recorded on real servers. If the folder `shared` next to the project is missing, the test only prints
// a warning.

interface Recorded {
	readonly name: string;
	readonly method: string;
	readonly path: string;
	readonly status: number;
	readonly body: unknown;
	readonly isGo: boolean;
}

type Json = Record<string, unknown>;

const SHARED = join(__dirname, '../../../shared');
const FOLDERS = {
	evolutionApi: join(SHARED, 'evolution-api/contract'),
	evolutionGo: join(SHARED, 'evolution-go/contract'),
};

const isRecord = (value: unknown): value is Json => typeof value === 'object' && value !== null;

const readAll = (folder: string): unknown[] =>
	existsSync(folder)
		? readdirSync(folder).map(
				(name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown,
			)
		: [];

const evolutionApiErrors = (readAll(FOLDERS.evolutionApi) as Json[][]).flat().flatMap((route) =>
	(['errorExamples', 'moreExamples'] as const)
		.flatMap((key) => (route[key] ?? []) as Json[])
		.filter(({ status }) => Number(status) >= 400)
		.map(
			({ label, status, response }): Recorded => ({
				name: `${String(route.method)} ${String(route.path)}, ${String(label)}`,
				method: String(route.method),
				path: String(route.path).replace('{instanceName}', 'main'),
				status: Number(status),
				body: response,
				isGo: false,
			}),
		),
);

function goErrorsIn(content: unknown, route: Json): Recorded[] {
	if (!isRecord(content)) return [];
	const here = 'path' in content ? content : route;
	const { status } = content;
	if (typeof status === 'number' && status >= 400) {
		const body = content.body ?? content.text;
		return [
			{
				name: `${String(here.method)} ${String(here.path)}, ${status} ${JSON.stringify(body)}`,
				method: String(here.method),
				path: String(here.path),
				status,
				body,
				isGo: true,
			},
		];
	}
	return Object.values(content).flatMap((value) => goErrorsIn(value, here));
}

const evolutionGoErrors = readAll(FOLDERS.evolutionGo).flatMap((content) =>
	goErrorsIn(content, { method: 'POST', path: '/send/text' }),
);

const explain = ({ method, path, status, body, isGo }: Recorded) =>
	explainFailure(
		{ status, body, headers: {} },
		{
			method,
			path,
			baseUrl: 'http://host',
			instance: 'main',
			program: isGo ? 'Evolution Go' : 'Evolution API',
			authentication: isGo ? 'evolutionGo' : 'globalKey',
		},
		isGo ? evolutionGo : evolutionApi,
	);

function textsIn(body: unknown): string[] {
	if (typeof body === 'string') return [body];
	return isRecord(body) ? Object.values(body).flatMap((value) => textsIn(value)) : [];
}

const withoutSigns = (text: string) => text.replace(/[^\p{L}\p{N}]+/gu, ' ').trim();

function isRaw(message: string, body: unknown): boolean {
	const texts = textsIn(body);
	return ['', ...texts, texts.join(' ')].map(withoutSigns).includes(withoutSigns(message));
}

it('the recorded errors are next to the project', () => {
	const missing = Object.values(FOLDERS).filter((folder) => !existsSync(folder));
	if (missing.length > 0) console.warn(`No recorded errors: ${missing.join(' and ')} is missing`);
	expect(existsSync(FOLDERS.evolutionApi) ? evolutionApiErrors.length : 150).toBeGreaterThan(140);
	expect(existsSync(FOLDERS.evolutionGo) ? evolutionGoErrors.length : 270).toBeGreaterThan(260);
});

it.each([
	['Evolution API', evolutionApiErrors],
	['Evolution Go', evolutionGoErrors],
])(
	'whoever gets a recorded error of %s reads a sentence of ours and what to do, and never its words alone',
	(_server, errors) => {
		const said = errors.map((error) => ({ ...error, failure: explain(error) }));
		const raw = said.filter(({ failure, body }) => isRaw(failure?.message ?? '', body));
		expect(raw.map(({ name }) => name)).toEqual([]);
		const helpless = said.filter(
			({ failure, body }) =>
				isRaw(failure?.description ?? '', body) ||
				!/[A-Z][a-z]+ .*\w{3}.*[.!?]|More: /s.test(failure?.description ?? ''),
		);
		expect(helpless.map(({ name, failure }) => [name, failure?.description])).toEqual([]);
		const odd = said.filter(({ failure }) =>
			/\[object Object\]|\bNaN\b|: $|: undefined/.test(
				`${failure?.message} ${failure?.description}`,
			),
		);
		expect(odd.map(({ name, failure }) => [name, failure?.message])).toEqual([]);
	},
);
