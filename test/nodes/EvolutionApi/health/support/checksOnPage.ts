import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '..', '..', '..', '..', '..');
const PAGE = readFileSync(path.join(ROOT, 'docs', 'check-setup.md'), 'utf8');

export function checksOnPage(server: 'evolutionApi' | 'evolutionGo'): string[] {
	if (server === 'evolutionApi') {
		const [, table = ''] = /\n\| Check \|.*\n\| --- .*\n((?:\|.*\n)+)/.exec(PAGE) ?? [];
		return [...table.matchAll(/^\| (.+?) \|/gm)].map(([, name]) => name);
	}
	const [, list = ''] = /^For \*\*Evolution Go\*\* the checks are (.+?)\./m.exec(PAGE) ?? [];
	return list.split(/, | and /);
}
