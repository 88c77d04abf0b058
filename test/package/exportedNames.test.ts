import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

// Tests that each name has only one meaning, so that a search for it finds that meaning.

const NODES = path.join(__dirname, '../../nodes');
const EXPORTED = /^export (?:abstract |async )?(?:const|function\*?|class|interface|type) (\w+)/gm;

/** Both servers' folders implement the interface `ServerAdapter`. */
const serverOf = (file: string) =>
	/(?:server|errors)\/(evolutionApi|evolutionGo)\//.exec(file)?.[1];

it('each name is exported by one file only, but for the same part of the two servers', () => {
	const places = new Map<string, Set<string>>();
	for (const file of readdirSync(NODES, { recursive: true, encoding: 'utf8' })) {
		if (!file.endsWith('.ts')) continue;
		for (const [, name] of readFileSync(path.join(NODES, file), 'utf8').matchAll(EXPORTED))
			places.set(name, (places.get(name) ?? new Set()).add(file));
	}
	const twice = [...places].filter(([, files]) => {
		const servers = new Set([...files].map(serverOf));
		return files.size > 1 && (servers.size < files.size || servers.has(undefined));
	});
	expect(twice.map(([name, files]) => [name, ...files])).toEqual([]);
});
