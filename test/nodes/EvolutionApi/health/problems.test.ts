import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PROBLEMS } from '../../../../nodes/EvolutionApi/health/findings';

const page = readFileSync(
	join(__dirname, '..', '..', '..', '..', 'docs', 'check-setup.md'),
	'utf8',
);

it('docs/check-setup.md explains every problem that Check Setup and Health Alert report', () => {
	const [, section = ''] = page.split('\n## Health alerts\n');
	const [table] = section.split('\n## ');
	const [, ...named] = [...table.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
	expect(named).toEqual(Object.keys(PROBLEMS));
});
