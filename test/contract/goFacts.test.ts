import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { goBodySpec, goRouteFacts } from '../support/goFacts';
import { schemaOf } from '../support/factSchema';
import { describeCaptured } from '../support/contract';

// Compares our facts about Evolution Go with notes on its source, if a folder next to the project contains these notes.

const NOTES = join(__dirname, '..', '..', '..', 'shared', 'evolution-go', 'contract');

interface Noted {
	readonly method: string;
	readonly path: string;
	readonly auth: string;
	readonly since: string;
	readonly body: { readonly properties?: object; readonly required?: readonly string[] } | null;
	readonly errors: ReadonlyArray<{ readonly body?: { readonly error?: string } }>;
}

const nameOf = ({ method, path }: Noted) => `${method} ${path}`;

it('contract: the notes about Evolution Go name each of its 100 routes once', () => {
	const names = goRouteFacts.map(({ route }) => route);
	expect(names).toHaveLength(100);
	expect(new Set(names).size).toBe(names.length);
});

it('contract: the notes about Evolution Go: every request body can be turned into a JSON schema', () => {
	for (const fact of goRouteFacts) {
		const spec = goBodySpec(fact);
		if (spec !== undefined) expect(schemaOf(spec, [])).toHaveProperty('type');
	}
});

describeCaptured('the facts of Evolution Go against the notes', () => {
	const notes = (): Noted[] =>
		readdirSync(NOTES)
			.filter((file) => !file.startsWith('_'))
			.flatMap((file) => {
				const text = readFileSync(join(NOTES, file), 'utf8');
				return (JSON.parse(text) as { routes: Noted[] }).routes;
			});
	/** Routes of Evolution Go 0.7.2. Our notes list them in item 53 of corrections.md, not in JSON files. */
	const LATER_ROUTES = ['POST /group/settings', 'POST /message/markplayed'];
	const known = new Map(goRouteFacts.map((fact) => [fact.route, fact]));

	it('contract: our notes about Evolution Go have the routes of its source, with the kind of key and version of each', () => {
		const noted = [...notes().map(nameOf), ...LATER_ROUTES];
		expect([...known.keys()].sort()).toEqual(noted.sort());
		for (const note of notes()) {
			const { key, since = '0.6.1', unreleased } = known.get(nameOf(note)) ?? {};
			expect([nameOf(note), key]).toEqual([nameOf(note), note.auth]);
			const first = unreleased ? 'UNRELEASED' : since;
			const noted = note.since.startsWith('0.5') ? '0.6.1' : note.since;
			expect([nameOf(note), noted.startsWith(first)]).toEqual([nameOf(note), true]);
		}
	});

	/** Keys of Evolution Go 0.7.2. Our notes list them in items 57 and 58 of corrections.md, not in JSON files. */
	const LATER_KEYS: Record<string, string[]> = {
		'POST /message/presence': ['delay'],
		'POST /send/text': ['forwardingScore'],
		'POST /send/media': ['forwardingScore'],
	};

	it('contract: our notes about Evolution Go have the keys of request bodies in its source, and the same required ones', () => {
		for (const note of notes()) {
			const fact = known.get(nameOf(note));
			const spec = fact && goBodySpec(fact);
			if (note.body === null || spec === undefined) continue;
			const { properties = {}, required = [] } = schemaOf(spec, []);
			const keys = Object.keys(note.body.properties ?? {});
			const noted = [...keys, ...(LATER_KEYS[nameOf(note)] ?? [])];
			expect([nameOf(note), Object.keys(properties).sort()]).toEqual([nameOf(note), noted.sort()]);
			expect([...required].sort()).toEqual([...(note.body.required ?? [])].sort());
		}
	});

	it('contract: Evolution Go: the error texts in our notes are those of the source', () => {
		/** Error texts that are in corrections.md or _common.json, not in the JSON files of the routes. */
		const ELSEWHERE = [/^number .* is not registered/, /^number must be a string/, /^$/];
		for (const note of notes()) {
			const texts = note.errors.map(({ body }) => body?.error);
			const strange = (known.get(nameOf(note))?.refusals ?? [])
				.map(({ error }) => error)
				.filter((error) => !texts.includes(error))
				.filter((error) => !ELSEWHERE.some((pattern) => pattern.test(error)));
			expect([nameOf(note), strange]).toEqual([nameOf(note), []]);
		}
	});
});
