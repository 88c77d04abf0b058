import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PROBLEMS } from '../../../../nodes/EvolutionApi/health/check';

const page = readFileSync(
	join(__dirname, '..', '..', '..', '..', 'docs', 'troubleshooting.md'),
	'utf8',
);

it('docs/troubleshooting.md says of each problem what it means, and what to do', () => {
	const [, section = ''] = page.split('\n## Health alerts\n');
	const [table] = section.split('\n## ');
	const [, ...named] = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
	expect(named).toEqual(Object.keys(PROBLEMS));
});
