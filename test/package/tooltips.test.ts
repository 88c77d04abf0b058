import { EvolutionApi } from '../../nodes/EvolutionApi/EvolutionApi.node';
import { EvolutionApiTrigger } from '../../nodes/EvolutionApi/EvolutionApiTrigger.node';

// Tests texts near a field. People don't read more than two sentences there, so longer texts belong in docs/.

const MOST_SENTENCES = 2;
const MOST_CHARACTERS = 250;

interface Described {
	/** Path of the field, e.g. `options.delaySeconds`. */
	readonly path: string;
	readonly text: string;
}

const sentences = (text: string) =>
	text
		.replace(/\be\.g\. /g, '')
		.split(/[.!?](?:["')])?(?:\s+|$)/)
		.filter((part) => part.trim() !== '').length;

function described(value: unknown, path = ''): Described[] {
	if (typeof value !== 'object' || value === null) return [];
	if (Array.isArray(value)) return value.flatMap((entry: unknown) => described(entry, path));
	const entry = value as Record<string, unknown>;
	const name = typeof entry.value === 'string' ? entry.value : entry.name;
	const own = typeof name === 'string' ? [path, name].filter(Boolean).join('.') : path;
	const texts = [entry.description, entry.hint].flatMap((text): Described[] =>
		typeof text === 'string' ? [{ path: own, text }] : [],
	);
	const inner = [entry.options, entry.values, entry.modes];
	return [...texts, ...inner.flatMap((one) => described(one, own))];
}

const all = [new EvolutionApi(), new EvolutionApiTrigger()].flatMap(({ description }) =>
	described(description.properties),
);

it('tooltips: the test counts sentences as a reader does', () => {
	expect(sentences('Whether it works')).toBe(1);
	expect(sentences('An address, e.g. https://example.com/a.pdf. It must be public.')).toBe(2);
	expect(sentences('One. Two. "Three." (Evolution API 2.4 or newer)')).toBe(4);
	expect(all.length).toBeGreaterThan(400);
});

it('no tooltip has more than two sentences', () => {
	expect(all.filter(({ text }) => sentences(text) > MOST_SENTENCES)).toEqual([]);
});

it('no tooltip is longer than three lines', () => {
	expect(all.filter(({ text }) => text.length > MOST_CHARACTERS)).toEqual([]);
});
