import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

// Tests that each default is defined only once. A field and its schema must share a constant, because two constants could
// become different. Then the node wouldn't do what its panel shows.

const NODES = path.join(__dirname, '../../nodes');

const sources = readdirSync(NODES, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.ts'))
	.map((file) => [file, readFileSync(path.join(NODES, file), 'utf8')] as const);

/** Defaults in a schema's `.default(…)`, except for empty texts, 0 and booleans. */
const ofSchemas = sources.flatMap(([file, text]) =>
	[...text.matchAll(/\.default\(\s*([^(){}[\]]+?),?\s*\)/g)]
		.map(([, value]) => value)
		.filter((value) => !["''", '0', 'true', 'false'].includes(value))
		.map((value) => [file, value] as const),
);

const ofFields = new Set(
	sources.flatMap(([, text]) =>
		[...text.matchAll(/\bdefault: ([A-Za-z_][\w.]*)/g)].map(([, value]) => value),
	),
);

/** Names of parameters for a default, as in `timeOfDay(initial)`. */
const MADE_FOR_SEVERAL = ['initial'];

it('no schema has a default of its own: it is the constant that the field shows', () => {
	expect(ofSchemas.length).toBeGreaterThan(30);
	const own = ofSchemas.filter(
		([, value]) =>
			!ofFields.has(value) && !/^[\w.]+\.default$/.test(value) && !MADE_FOR_SEVERAL.includes(value),
	);
	expect(own).toEqual([]);
});
